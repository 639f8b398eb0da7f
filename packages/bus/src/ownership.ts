import { PARTITIONS } from '@waitlist/contracts'

/**
 * The partitions whose events this process sees to now: the same numbers of every topic. It decides who does the work,
 * for speed and fairness; who may write is decided by the log's fence alone.
 */
export type Ownership = {
  partitions(): ReadonlySet<number>
  /** Calls back with the partitions that have been gained, after they have; the result stops it. */
  onGain(call: (gained: ReadonlySet<number>) => void): () => void
}

/** The ownership of the only process there is: everything, always. */
export const soleOwnership: Ownership = {
  partitions: () => ALL,
  onGain: () => () => {},
}

const ALL: ReadonlySet<number> = new Set(Array.from({ length: PARTITIONS }, (_, at) => at))
