import { PARTITIONS, type ServiceName } from '@waitlist/contracts'

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

/**
 * Where the processes of each service are, and who of them sees to which partition; addresses are base URLs. It may be
 * old, or know nothing yet: whoever asks tries what it says, and somebody else where that fails.
 */
export type OwnerMap = {
  /** The process that sees to the events of a partition; undefined while nobody is known to. */
  ownerOf(service: ServiceName, partition: number): string | undefined
  /** All processes of a service that are known. */
  anyOf(service: ServiceName): readonly string[]
  /** Looks again. Resolves when the map is as new as it gets, and keeps what it has where that cannot be found out. */
  refresh(): Promise<void>
}
