import { parseArgs } from 'node:util'
import { type EngineName, engineNames, isEngineName } from './engines.ts'

const actions = ['up', 'down', 'status'] as const

export type Action = (typeof actions)[number]

export type Options = {
  readonly action: Action
  readonly names: readonly EngineName[]
  /** Of a Kafka cluster that is made; undefined: as many as there are, or one. */
  readonly brokers: number | undefined
}

const usage = `npm run engines -- up|down|status [${engineNames.join('|')}]… [--brokers 1|3]`

/** What the command line asks for. Throws with how it is to be written. */
export function optionsFrom(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { brokers: { type: 'string' } },
    allowPositionals: true,
  })
  const [first, ...others] = positionals
  const action = actions.find((one) => one === first)
  if (!action) throw new Error(usage)
  const names = others.filter(isEngineName)
  const unknown = others.find((name) => !isEngineName(name))
  if (unknown !== undefined) throw new Error(`there is no engine "${unknown}": ${usage}`)
  const { brokers } = values
  if (brokers !== undefined && brokers !== '1' && brokers !== '3') throw new Error(`--brokers is 1 or 3: ${usage}`)
  return {
    action,
    names: names.length > 0 ? [...new Set(names)] : engineNames,
    brokers: brokers === undefined ? undefined : Number(brokers),
  }
}
