/** How a value is spoiled: at which of its places, in which way, with what. */
export type Spoiling = {
  readonly at: number
  readonly way: 'replace' | 'remove' | 'add'
  readonly name: string
  readonly value: unknown
}

type Holder = Record<string, unknown> | unknown[]

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null

/** Every place in a value, as the holder of it and the name there. */
function places(value: unknown): (readonly [Holder, string])[] {
  if (!isHolder(value)) return []
  return Object.keys(value).flatMap((name) => [
    [value, name] as const,
    ...places((value as Record<string, unknown>)[name]),
  ])
}

/** Sets a member as JSON.parse does: also one that is called __proto__. */
function set(holder: Holder, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
}

/** A copy of a JSON value with one place of it spoiled; the whole of it where it has no places. */
export function spoiled(value: unknown, { at, way, name, value: strange }: Spoiling): unknown {
  const copy = structuredClone(value)
  const all = places(copy)
  const place = all[at % Math.max(all.length, 1)]
  if (way === 'add' && isHolder(copy)) {
    const holders = [
      copy,
      ...all.flatMap(([holder, key]) => [(holder as Record<string, unknown>)[key]].filter(isHolder)),
    ]
    const holder = holders[at % holders.length] as Holder
    if (Array.isArray(holder)) holder.push(strange)
    else set(holder, name, strange)
    return copy
  }
  if (!place) return strange
  const [holder, key] = place
  if (way === 'replace') set(holder, key, strange)
  else if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
  return copy
}
