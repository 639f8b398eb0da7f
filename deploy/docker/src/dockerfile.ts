/** One line of a Dockerfile, without its comments and breaks. */
export type Instruction = { readonly name: string; readonly rest: string }

/** The instructions from one FROM to the next. */
export type Stage = {
  readonly from: string
  readonly as: string | undefined
  readonly instructions: readonly Instruction[]
}

function instructionsIn(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line))
  return lines
    .join('\n')
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => {
      const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? []
      return { name: name.toUpperCase(), rest }
    })
}

/** Takes a Dockerfile apart. */
export function stagesOf(text: string): Stage[] {
  const stages: (Stage & { instructions: Instruction[] })[] = []
  for (const instruction of instructionsIn(text)) {
    if (instruction.name === 'FROM') {
      const [from = '', , as] = instruction.rest.split(/\s+/)
      stages.push({ from, as, instructions: [] })
    } else stages.at(-1)?.instructions.push(instruction)
  }
  return stages
}

/** The variables that ENV sets, in order; `$NAME` stands for what `known` has. */
export function variablesOf({ instructions }: Stage, known: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = instructions
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ rest }) => rest.split(/\s+/))
    .map((pair) => pair.split('='))
  return Object.fromEntries(
    pairs.map(([name = '', value = '']) => [name, value.replace(/^\$(\w+)$/, (_, key) => known[key] ?? '')]),
  )
}
