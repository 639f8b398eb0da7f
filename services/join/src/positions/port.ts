import type { Standings } from '../domain/standings.ts'

/** An entry as the read model keeps it. */
export type StoredEntry = {
  readonly entryId: string
  readonly customerId: string
  /** All entries of its customer, the newest first. */
  readonly ofCustomer: readonly string[]
  /** What its reply is made of, as JSON. */
  readonly document: string
  /** Where it stands while it waits: the key of the line is the score in a sorted set, and the member tells equal keys apart. */
  readonly place: StoredPlace | undefined
}

export type StoredPlace = {
  readonly lane: number
  readonly key: number
  readonly member: string
  readonly ticketTypes: readonly string[]
}

/** What holds for a waitlist as a whole at a version. */
export type StoredFacts = {
  readonly owner: string | undefined
  /** Names all that lanes and keys follow from: where it differs, every place does. */
  readonly order: string
  readonly lanes: number
  /** How many entries there are, and how many wait. */
  readonly entries: number
  readonly waiting: number
}

/**
 * A part of a batch. A batch tells everything that changed after a version, or everything there is, and nobody sees it
 * before its last part: only that one says which version the model has then.
 */
export type Part = {
  readonly eventId: string
  /** A name that no other batch has. */
  readonly batch: string
  /** The version after which the batch tells all changes; undefined when it tells everything. */
  readonly since: number | undefined
  readonly first: boolean
  readonly last: boolean
  /** The version that the entries of this part were read at. */
  readonly version: number
  readonly facts: StoredFacts
  readonly entries: readonly StoredEntry[]
}

export type PutResult =
  | { readonly status: 'taken' }
  /** The model is at an earlier version: what changed after that one has to be told. */
  | { readonly status: 'behind'; readonly version: number }
  /** Somebody has told this later version already; the batch is dropped. */
  | { readonly status: 'ahead'; readonly version: number }
  /** There is nothing that the batch could change, or not any more: everything has to be told. */
  | { readonly status: 'missing' }

/**
 * Keeps where everybody stands, outside of the process that owns the line: fast to ask, and never the truth. It may lose
 * all it has at any time; it must not lose a part of it unnoticed. Every method may reject.
 */
export type PositionStore = {
  put(part: Part): Promise<PutResult>
  /** The version that the model of an event has; undefined when there is none. */
  version(eventId: string): Promise<number | undefined>
  /** The standings of a customer with the version they are of; undefined when the model of the event is not there. */
  find(eventId: string, customerId: string): Promise<Found | undefined>
  /** Forgets an event. */
  drop(eventId: string): Promise<void>
}

export type Found = { readonly version: number; readonly standings: Standings }
