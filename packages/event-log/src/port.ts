import type { Cause, EventType, RecordedEvent } from '@waitlist/contracts'

/** An event on its way into the log; the log gives it stream, version and (unless it brings one) id. */
export type NewEvent = Cause & {
  readonly type: EventType
  readonly data: object
  readonly source: string
  readonly schema: number
  /** When it happened, in ms since 1970. */
  readonly time: number
  /** Only inbound events bring their publisher's id; the others are named stream@version. */
  readonly id?: string
}

/** A command that a commit answers: kept for ever, so that a retry gets the first answer. */
export type CommandRecord = {
  readonly id: string
  /** HMAC of the request's path and body: the same id with another hash is a reused key. */
  readonly hash: string
  /** What the answer needs, as JSON. */
  readonly receipt: unknown
}

/** Everything of one stream in one turn, written whole or not at all. It has at least one event. */
export type Commit = {
  /** Random, made by the writer: tells after an unknown outcome whether the commit that is there is ours. */
  readonly id: string
  readonly stream: string
  /** 1-based version of the first event; the fence: it must be the stream's head plus one. */
  readonly firstVersion: number
  readonly events: readonly NewEvent[]
  readonly commands: readonly CommandRecord[]
  /** When the stream next owes something (ms since 1970), null for never, undefined to leave as it is. */
  readonly wakeAt?: number | null
}

export type AppendResult =
  | { readonly status: 'committed' }
  /** Another commit holds this version (or a gap would come to be): reload and decide again. */
  | { readonly status: 'conflict' }
  /** A command of it was answered by an earlier commit. */
  | { readonly status: 'duplicate'; readonly commandId: string }

/** An event with its place in the log as a whole; positions grow, with gaps allowed. */
export type PlacedEvent = { readonly position: number; readonly event: RecordedEvent }

export type StreamHead = { readonly stream: string; readonly version: number }

/** A stored commit that has not been published yet. */
export type PendingCommit = {
  /** Its place among those that are pending. */
  readonly position: number
  readonly id: string
  readonly events: readonly RecordedEvent[]
}

/**
 * The event log: own streams (appended here) and replicas of the streams a service follows.
 * Every method may reject when the engine fails; the outcome of an append that rejected is unknown.
 * Events come back upcast to the latest schema.
 */
export interface EventLog {
  /** One durable write for many commits, at most one per stream; a result per commit, none fails its neighbours. */
  append(commits: readonly Commit[]): Promise<AppendResult[]>
  /** Up to `limit` events of a stream from a version on, ascending. A replica may have gaps: the caller stops at one. */
  read(stream: string, fromVersion: number, limit: number): Promise<RecordedEvent[]>
  /** The highest version stored of a stream, 0 when there is none. */
  head(stream: string): Promise<number>
  /** The record of an answered command, with the stream it was given to. */
  command(id: string): Promise<(CommandRecord & { readonly stream: string }) | undefined>
  /** The id of the commit that begins at this version of a stream. */
  commitAt(stream: string, firstVersion: number): Promise<string | undefined>
  /** Stores events of followed streams at their own versions; what is there already stays. Durable before it resolves. */
  replicate(events: readonly RecordedEvent[]): Promise<void>
  /** Everything in commit order behind a position: every stream in version order, a cause before its effect. */
  readAll(
    after: number,
    limit: number,
    filter?: { readonly key?: string; readonly types?: readonly EventType[] },
  ): Promise<PlacedEvent[]>
  /** The position of the newest event that has one, 0 in an empty log. */
  position(): Promise<number>
  /** The streams of a kind ("waitlist:"), ascending by name, behind a name. */
  streams(prefix: string, after: string, limit: number): Promise<StreamHead[]>
  /** Streams of a kind ("waitlist:") that owe something at or before a moment (ms), soonest first. */
  owing(prefix: string, before: number, limit: number): Promise<{ readonly stream: string; readonly wakeAt: number }[]>
  /** The soonest moment (ms) at which any stream of a kind owes something. */
  nextWake(prefix: string): Promise<number | undefined>
  /** Sets when a stream next owes something, without a commit. Nothing happens when it has gone beyond version `asOf`. */
  setWake(stream: string, wakeAt: number | null, asOf?: number): Promise<void>
  /** The first own commits that no relay has cleared yet, in the order written; those of a stream always by version. */
  pending(limit: number): Promise<PendingCommit[]>
  /** Clears the pending flag of published commits, as `pending` gave them. */
  clearPending(commits: readonly PendingCommit[]): Promise<void>
  /** How far a consumer got: a number under a name, 0 at first. Written without waiting for the disk. */
  checkpoint(name: string): Promise<number>
  setCheckpoint(name: string, value: number): Promise<void>
  /** Calls back after each append or replication that added something to read; the result stops it. */
  onGrowth(call: () => void): () => void
  close(): Promise<void>
}

/** A log that is written in this process only, so that it knows without asking how far it goes. */
export interface LocalLog extends EventLog {
  /** The position of the newest event; when it grows, those who listen are told. */
  newest(): number
}
