import { parseArgs } from 'node:util'

/** The goals of design 7 that this package measures. */
export const goals = ['P1', 'P2', 'P3', 'P4'] as const
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

export const USAGE = 'usage: npm run bench -- --quick | --full [--only P1,P3] [--profile] [--out bench-results/]'

function goalOf(name: string): Goal {
  const goal = goals.find((one) => one === name.trim().toUpperCase())
  if (!goal) throw new Error(`there is no goal "${name}"; there are ${goals.join(', ')}\n${USAGE}`)
  return goal
}

/** Reads the command line. Throws with one line for a person, and how it is used, where it cannot. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      only: { type: 'string' },
      profile: { type: 'boolean', default: false },
      out: { type: 'string', default: 'bench-results' },
    },
  })
  if (values.quick === values.full) throw new Error(`one of --quick and --full is needed\n${USAGE}`)
  const only = values.only === undefined ? goals : values.only.split(',').map(goalOf)
  return { mode: values.full ? 'full' : 'quick', only: new Set(only), profile: values.profile, out: values.out }
}
