import type { Cause } from '@waitlist/contracts'

/** What a keyed command is known by: its id, and the HMAC of path and body. */
export type GivenRecord = {
  readonly id: string
  readonly hash: string
  /** The same HMAC by keys that wrote before. */
  readonly earlierHashes?: readonly string[]
}

/** Whether a request is the one that was answered under its id, which was kept with this hash. */
export function isSameRequest({ hash, earlierHashes }: GivenRecord, kept: string): boolean {
  return kept === hash || (earlierHashes?.includes(kept) ?? false)
}

export type ExecuteOptions = {
  readonly cause: Cause
  /** Present when the caller gave an Idempotency-Key. */
  readonly record?: GivenRecord | undefined
}

/** Owns the streams of one kind: one turn at a time per stream, one append for all of them. */
export interface Writer<State, Command> {
  /** Decides a command in its stream's next turn; resolves with the answer, only after the commit. Rejects with RefusedError. */
  execute<Answer>(stream: string, command: Command, options: ExecuteOptions): Promise<Answer>
  /** Refreshes a stream and does what it owes; resolves when nothing is owed now. Calls that wait together share a turn. */
  poke(stream: string): Promise<void>
  /** Reads the committed state of a stream, refreshed, between turns. */
  read<T>(stream: string, look: (state: State) => T): Promise<T>
  /** Looks at a state at once, committed or not: a hint and never an answer. Undefined while the stream is not loaded. */
  peek<T>(stream: string, look: (state: State) => T): T | undefined
  /** Wakes the streams that owe something, now and whenever one is due. May be called again, to look at once. */
  start(): Promise<void>
  /** Takes no more commands (WL_ERR_BUSY), finishes those it has, cancels its timers. */
  close(): Promise<void>
}
