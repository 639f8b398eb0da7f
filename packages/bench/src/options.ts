import { parseArgs } from 'node:util'

/** The goals of design 7 that this package measures. */
export const goals = ['P1', 'P2', 'P3', 'P4', 'P6', 'P9'] as const
export type Goal = (typeof goals)[number]

/** Quick: few rounds, for CI. Full: more of them, and every missed goal fails the run. */
export type Mode = 'quick' | 'full'

export type Options = {
  readonly mode: Mode
  readonly only: ReadonlySet<Goal>
  /** Writes CPU profiles of the product beside the results; what is measured then is slower. */
  readonly profile: boolean
  /** The folder that results are written to. */
  readonly out: string
}

const USAGE = 'usage: npm run bench -- --quick | --full [--only P1,P3] [--profile] [--out bench-results/]'

/** The command line cannot be read; the message says why, and how it is used. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  constructor(why: string) {
    super(`${why}\n${USAGE}`)
  }
}

function goalOf(name: string): Goal {
  const goal = goals.find((one) => one === name.trim().toUpperCase())
  if (!goal) throw new UsageError(`there is no goal "${name}"; there are ${goals.join(', ')}`)
  return goal
}

function valuesOf(args: readonly string[]) {
  const options = {
    quick: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    profile: { type: 'boolean', default: false },
    out: { type: 'string', default: 'bench-results' },
  } as const
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** Reads the command line. Throws UsageError. */
export function readOptions(args: readonly string[]): Options {
  const { quick, full, only, profile, out } = valuesOf(args)
  if (quick === full) throw new UsageError('one of --quick and --full is needed')
  const wanted = only === undefined ? goals : only.split(',').map(goalOf)
  return { mode: full ? 'full' : 'quick', only: new Set(wanted), profile, out }
}
