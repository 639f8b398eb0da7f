import type { Cause, DomainEvent, RecordedEvent, Refusal } from '@waitlist/contracts'
import type { EventLog } from './port.ts'

/**
 * What a command comes to: events with a receipt (what its answer needs, JSON), or a refusal from the catalogue.
 * A receipt that is a function is called right after the events were applied, before anything else is decided.
 */
export type Decision<Receipt = unknown> =
  | { readonly events: readonly DomainEvent[]; readonly receipt: Receipt | (() => Receipt) }
  | { readonly refused: Refusal }

/** What a stream owes at a moment: a command to decide now, or the moment (ms) to be asked again (undefined: never). */
export type Due<Command> =
  | { readonly command: Command; readonly cause?: Cause }
  | { readonly wakeAt: number | undefined }

/**
 * The pure heart of one kind of stream. `now` is in ms since 1970: the later of the command's arrival and the stream's
 * last event. `evolve` may change the state in place: the writer owns it and drops it when a commit fails.
 */
export interface Decider<State, Command> {
  initialState(stream: string): State
  evolve(state: State, event: RecordedEvent): State
  decide(command: Command, state: State, now: number): Decision
}

/** A decider whose stream a writer owns: with owed work, and the replica it follows. */
export interface OwnedDecider<State, Command> extends Decider<State, Command> {
  /** The service that writes the stream: the CloudEvents source is /waitlist/<service>. */
  readonly service: string
  /** Brings in what the followed streams have new, before each turn; returns the newest event that changed something. */
  refresh?(state: State, log: EventLog): Promise<RecordedEvent | undefined>
  /** A pure function of the state: asked after each commit, load and change of what is followed. Its command gives events. */
  due(state: State, now: number): Due<Command>
  /** Turn order (design 5): below zero is decided before the owed work of the turn, the rest after it; lower first. */
  urgency(command: Command): number
  /** The answer from the receipt, when everything owed after the command is done. The receipt itself when absent. */
  answer?(receipt: unknown, state: State): unknown
}
