import { type Cause, type DomainEvent, eventDefinitions, type RecordedEvent } from '@waitlist/contracts'
import type { OwnedDecider } from '../decider.ts'
import type { Logger } from '../logger.ts'
import type { CommandRecord, NewEvent } from '../port.ts'
import { recorded } from '../recorded.ts'
import type { Intake } from './intake.ts'
import type { Outcome, OwnedStream, Waiter, Waiting } from './owned-stream.ts'

/** A commit holds so many events; owed work takes at most half of that while commands wait. */
const MOST_EVENTS = 500
const OWED_SHARE = MOST_EVENTS / 2
/** A stream whose owed work comes to nothing (a bug) is asked again after this. */
const STUCK_RETRY_MS = 60_000

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

/** Thrown when `evolve` fails: the state is broken and the turn is lost. */
export class EvolveError extends Error {
  override readonly name = 'EvolveError'
  readonly waiter: Waiter | undefined
  constructor(waiter: Waiter | undefined, cause: unknown) {
    super('evolve failed', { cause })
    this.waiter = waiter
  }
}

export type TurnSettings<State, Command> = { readonly decider: OwnedDecider<State, Command>; readonly logger: Logger }

/** Decides what fits into one commit: urgent commands, owed work, the other commands, what they owe. */
export function takeTurn<State, Command>(
  { decider, logger }: TurnSettings<State, Command>,
  stream: OwnedStream<State, Command>,
  intake: Intake<State, Command>,
  start: number,
): Turn<State, Command> {
  const source = `/waitlist/${decider.service}`
  const turn: Turn<State, Command> = {
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
  const decided = new Map<string, CommandRecord>()
  let owed = 0
  let stuck = false

  const hasRoom = (count: number) => turn.events.length === 0 || turn.events.length + count <= MOST_EVENTS

  function apply(facts: readonly DomainEvent[], cause: Cause, time: number, waiter: Waiter | undefined): void {
    for (const { type, data } of facts) {
      const event: NewEvent = { type, data, source, schema: eventDefinitions[type].schema, time, ...cause }
      const placed = recorded(event, stream.name, stream.version + 1)
      try {
        stream.state = decider.evolve(stream.state, placed)
      } catch (error) {
        throw new EvolveError(waiter, error)
      }
      stream.version += 1
      stream.lastTime = time
      turn.newEvents.push(event)
      turn.events.push(placed)
    }
    const last = turn.events.at(-1) as RecordedEvent
    if (waiter !== undefined) stream.trigger = { ...cause, causationId: last.id }
  }

  /** Answers a keyed command that was decided before, in the log or in this turn. */
  function repeat(waiter: Waiting<Command>): Outcome | undefined {
    const { record } = waiter.options
    const first = waiter.earlier ?? (record && decided.get(record.id))
    if (record === undefined || first === undefined) return undefined
    if (first.hash === record.hash) return { waiter, kind: 'answer', receipt: first.receipt }
    const detail = 'The Idempotency-Key was given with another request before'
    return { waiter, kind: 'refusal', refusal: { code: 'WL_ERR_KEY_REUSED', detail } }
  }

  /** Decides one command; undefined when its events do not fit into this turn. */
  function decide(waiter: Waiting<Command>): Outcome | undefined {
    const { command, options, arrived } = waiter
    const time = Math.max(arrived, stream.lastTime)
    let decision: ReturnType<typeof decider.decide>
    try {
      decision = decider.decide(command, stream.state, time)
    } catch (error) {
      logger.error({ err: error, stream: stream.name }, 'a command could not be decided')
      return { waiter, kind: 'error', error }
    }
    if ('refused' in decision) return { waiter, kind: 'refusal', refusal: decision.refused }
    const { events, receipt } = decision
    if (events.length > 0) {
      if (!hasRoom(events.length)) return undefined
      apply(events, options.cause, time, waiter)
    }
    const outcome: Outcome = { waiter, kind: 'answer', receipt: typeof receipt === 'function' ? receipt() : receipt }
    if (options.record !== undefined && events.length > 0) {
      const record = { ...options.record, receipt: outcome.receipt }
      turn.records.push(record)
      decided.set(record.id, record)
    }
    return outcome
  }

  function decideAll(waiters: readonly Waiting<Command>[]): void {
    for (const [at, waiter] of waiters.entries()) {
      const outcome = repeat(waiter) ?? decide(waiter)
      if (outcome === undefined) {
        turn.left = [...turn.left, ...waiters.slice(at)]
        return
      }
      turn.outcomes.push(outcome)
    }
  }

  function giveUpOwed(now: number, reason: object): void {
    logger.error({ ...reason, stream: stream.name }, 'owed work came to nothing')
    stuck = true
    turn.more = false
    turn.wakeAt = now + STUCK_RETRY_MS
  }

  /** Does what is owed within a budget of events, and notes what is owed next. */
  function doOwed(budget: number): void {
    while (!stuck) {
      const now = Math.max(start, stream.lastTime)
      const due = decider.due(stream.state, now)
      turn.more = 'command' in due
      if (!('command' in due)) {
        turn.wakeAt = due.wakeAt ?? null
        return
      }
      turn.wakeAt = now
      const decision = decider.decide(due.command, stream.state, now)
      const facts = 'refused' in decision ? [] : decision.events
      const count = facts.length
      if (count === 0) giveUpOwed(now, { decision })
      if (count === 0 || !hasRoom(count) || (owed > 0 && owed + count > budget)) return
      const root = { correlationId: `${stream.name}@${stream.version + 1}` }
      owed += count
      apply(facts, due.cause ?? stream.trigger ?? root, now, undefined)
    }
  }

  function tryOwed(budget: number): void {
    try {
      doOwed(budget)
    } catch (error) {
      if (error instanceof EvolveError) throw error
      giveUpOwed(Math.max(start, stream.lastTime), { err: error })
    }
  }

  const others = intake.commands.findIndex(({ urgency }) => urgency >= 0)
  const cut = others === -1 ? intake.commands.length : others
  decideAll(intake.commands.slice(0, cut))
  if (cut < intake.commands.length) tryOwed(OWED_SHARE)
  if (turn.left.length === 0) decideAll(intake.commands.slice(cut))
  else turn.left = [...turn.left, ...intake.commands.slice(cut)]
  tryOwed(MOST_EVENTS)
  if (!turn.more) stream.trigger = undefined
  return turn
}
