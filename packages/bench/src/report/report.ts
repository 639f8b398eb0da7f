import type { Mode } from '../options.ts'
import type { Fact, Judged } from './comparison.ts'
import type { Machine } from './machine.ts'

/** Everything a run says. The JSON file is this. */
export type Report = {
  /** When the run began, ISO 8601. */
  readonly at: string
  readonly mode: Mode
  /** Seconds. */
  readonly took: number
  readonly machine: Machine
  readonly results: readonly Judged[]
  readonly facts: readonly Fact[]
}
