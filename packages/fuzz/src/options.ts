import { parseArgs } from 'node:util'

export type CommandLine = {
  readonly count: number
  readonly valid: number
  readonly seed: number
  readonly url: string | undefined
  readonly only: readonly string[] | undefined
}

/** Wrong words on the command line, in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

function whole(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UsageError(`--${name} must be a whole number, not ${JSON.stringify(text)}`)
}

/** What `npm run fuzz` was told. Throws UsageError. */
export function commandLine(args: readonly string[], chance: number): CommandLine {
  let values: Readonly<Record<string, string | undefined>>
  try {
    const options = { count: { type: 'string' }, valid: { type: 'string' }, seed: { type: 'string' } } as const
    values = parseArgs({
      args: [...args],
      options: { ...options, url: { type: 'string' }, only: { type: 'string' } },
    }).values
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const { count = '2000', valid, seed = String(chance), url, only } = values
  const bad = whole('count', count)
  return {
    count: bad,
    valid: valid === undefined ? Math.ceil(bad / 10) : whole('valid', valid),
    seed: whole('seed', seed),
    url,
    only: only?.split(','),
  }
}
