import { parseArgs } from 'node:util'
import { ConfigError } from '@waitlist/service-kit/config-error'

/** The processes of the product, in the order in which they stop: who is asked goes before those who answer. */
export const services = ['gateway', 'join', 'release', 'notification', 'analytics'] as const

export type ServiceName = (typeof services)[number]
export type Counts = Readonly<Record<ServiceName, number>>

const usual: Counts = { gateway: 1, join: 2, release: 2, notification: 1, analytics: 1 }
const several = ['join', 'release', 'notification', 'analytics'] as const

function countFrom(name: string, text: string): number {
  if (/^([1-9]|1[0-2])$/.test(text)) return Number(text)
  throw new ConfigError(`--${name} is ${JSON.stringify(text)}; it must be a number of processes from 1 to 12`)
}

/** How many processes of each service are asked for: `--join 3`. Throws ConfigError for what cannot be. */
export function countsFrom(args: readonly string[]): Counts {
  const options = Object.fromEntries(several.map((name) => [name, { type: 'string' as const }]))
  try {
    const { values } = parseArgs({ args: [...args], options })
    const told = Object.entries(values).map(([name, text]) => [name, countFrom(name, `${text}`)])
    return { ...usual, ...Object.fromEntries(told) }
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw new ConfigError(`${(error as Error).message}; there are ${several.map((name) => `--${name} N`).join(', ')}`)
  }
}
