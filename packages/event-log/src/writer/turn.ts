import { type Cause, type DomainEvent, eventDefinitions, type RecordedEvent } from '@waitlist/contracts'
import type { OwnedDecider } from '../decider.ts'
import type { Logger } from '../logger.ts'
import type { CommandRecord, NewEvent } from '../port.ts'
import { recorded } from '../recorded.ts'
import type { Intake } from './intake.ts'
import type { Outcome, OwnedStream, Waiter, Waiting } from './owned-stream.ts'

/** A commit holds so many events. */
export const MOST_EVENTS = 500

/** One turn of one stream: decided on the state, which has evolved already, and not in the log yet. */
export type Turn<State, Command> = {
  readonly stream: OwnedStream<State, Command>
  readonly intake: Intake<State, Command>
  readonly firstVersion: number
  /** What the stream's owed work was caused by when the turn began. */
  readonly trigger: Cause | undefined
  readonly newEvents: NewEvent[]
  readonly events: RecordedEvent[]
  readonly records: CommandRecord[]
  readonly outcomes: Outcome[]
  /** Commands that found no room. */
  left: readonly Waiting<Command>[]
  /** Owed work found no room: another turn follows at once. */
  more: boolean
  wakeAt: number | null
}

export type TurnSettings<State, Command> = { readonly decider: OwnedDecider<State, Command>; readonly logger: Logger }

/** Thrown when `evolve` fails: the state is broken and the turn is lost. */
export class EvolveError extends Error {
  override readonly name = 'EvolveError'
  /** Whose command it was; none when it was owed work. */
  readonly waiter: Waiter | undefined
  constructor(waiter: Waiter | undefined, cause: unknown) {
    super('evolve failed', { cause })
    this.waiter = waiter
  }
}

export function openTurn<State, Command>(
  stream: OwnedStream<State, Command>,
  intake: Intake<State, Command>,
): Turn<State, Command> {
  return {
    stream,
    intake,
    firstVersion: stream.version + 1,
    trigger: stream.trigger,
    newEvents: [],
    events: [],
    records: [],
    outcomes: intake.pokes.map((waiter) => ({ waiter, kind: 'done' })),
    left: [],
    more: false,
    wakeAt: null,
  }
}

/** Whether so many events more fit; what one command gives is never cut. */
export function hasRoom({ events }: { readonly events: readonly unknown[] }, count: number): boolean {
  return events.length === 0 || events.length + count <= MOST_EVENTS
}

/** Adds facts to a turn and lets the state evolve. What follows from a waiter's command is caused by its last event. */
export function apply<State, Command>(
  { decider }: TurnSettings<State, Command>,
  { stream, newEvents, events }: Turn<State, Command>,
  facts: readonly DomainEvent[],
  by: { readonly cause: Cause; readonly time: number; readonly waiter?: Waiter },
): void {
  const source = `/waitlist/${decider.service}`
  for (const { type, data } of facts) {
    const event: NewEvent = { type, data, source, schema: eventDefinitions[type].schema, time: by.time, ...by.cause }
    const placed = recorded(event, stream.name, stream.version + 1)
    try {
      stream.state = decider.evolve(stream.state, placed)
    } catch (error) {
      throw new EvolveError(by.waiter, error)
    }
    stream.version += 1
    stream.lastTime = by.time
    newEvents.push(event)
    events.push(placed)
  }
  if (by.waiter !== undefined) stream.trigger = { ...by.cause, causationId: (events.at(-1) as RecordedEvent).id }
}
