/** A list of ticket types that entries wait for, kept once however many have it. */
export type Wish = {
  /** In order of preference, each once. */
  readonly ticketTypes: readonly string[]
  /** The same as numbers. */
  readonly types: readonly number[]
  /** The number of the set of types, whatever their order; undefined for a single type. */
  readonly group: number | undefined
}

/** Gives ticket types, lists of them and sets of them small numbers. */
export type Wishes = {
  /** The number of a list. */
  numberOf(ticketTypes: readonly string[]): number
  wish(number: number): Wish
  /** The number of a type; undefined when nobody has waited for it yet. */
  typeOf(ticketType: string): number | undefined
  nameOf(type: number): string
  /** The types of a group. */
  typesOf(group: number): readonly number[]
}

export function createWishes(): Wishes {
  const types = new Map<string, number>()
  const names: string[] = []
  const groups = new Map<string, number>()
  const members: (readonly number[])[] = []
  const numbers = new Map<string, number>()
  const wishes: Wish[] = []

  function numbered(numbering: Map<string, number>, name: string): number {
    const number = numbering.get(name) ?? numbering.size
    numbering.set(name, number)
    return number
  }

  function groupOf(own: readonly number[]): number | undefined {
    if (own.length < 2) return undefined
    const sorted = own.toSorted((a, b) => a - b)
    const group = numbered(groups, sorted.join())
    members[group] ??= sorted
    return group
  }

  return {
    numberOf(list) {
      const name = list.length === 1 ? (list[0] as string) : list.join('\n')
      const known = numbers.get(name)
      if (known !== undefined) return known
      const ticketTypes = [...new Set(list)]
      const own = ticketTypes.map((ticketType) => numbered(types, ticketType))
      for (const [index, type] of own.entries()) names[type] = ticketTypes[index] as string
      wishes.push({ ticketTypes, types: own, group: groupOf(own) })
      return numbered(numbers, name)
    },
    wish: (number) => wishes[number] as Wish,
    typeOf: (ticketType) => types.get(ticketType),
    nameOf: (type) => names[type] as string,
    typesOf: (group) => members[group] as readonly number[],
  }
}
