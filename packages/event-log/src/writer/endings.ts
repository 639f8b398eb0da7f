import { type Cause, type RecordedEvent, RefusedError } from '@waitlist/contracts'
import type { Clock } from '../clock.ts'
import type { OwnedDecider } from '../decider.ts'
import type { Logger } from '../logger.ts'
import { backOff } from './doubt.ts'
import { giveBack, type Intake } from './intake.ts'
import type { Outcome, OwnedStream, Waiter } from './owned-stream.ts'
import type { Turn } from './turn.ts'

/** Turns in a row that another writer may take from us before those who wait are refused. */
const MOST_LOST_TURNS = 20

export type EndingSettings<State, Command> = {
  readonly decider: OwnedDecider<State, Command>
  readonly clock: Clock
  readonly logger: Logger
  readonly patience: number
  /** The stream is free for its next turn. */
  readonly release: (stream: OwnedStream<State, Command>) => void
  /** The stream owes something at this moment. */
  readonly note: (wakeAt: number) => void
  /** These events are in the log, and these waiters can be answered. */
  readonly finish: (events: readonly RecordedEvent[], outcomes: readonly Outcome[]) => void
}

export function busy(detail: string): RefusedError {
  return new RefusedError({ code: 'WL_ERR_BUSY', detail })
}

/** What becomes of turns, and of those who wait for them. Each ending lets go of the stream. */
export function createEndings<State, Command>(settings: EndingSettings<State, Command>) {
  const { decider, clock, logger, patience, release, note, finish } = settings
  type Stream = OwnedStream<State, Command>

  function beginAfresh(stream: Stream): void {
    stream.failures = 0
    stream.failingSince = undefined
    stream.lostTurns = 0
  }

  function refuseAll(stream: Stream, detail: string): void {
    const { queue, pokes, looks, settled } = stream
    const waiters: Waiter[] = [...queue, ...pokes, ...looks, ...settled.map(({ waiter }) => waiter)]
    Object.assign(stream, { queue: [], pokes: [], looks: [], settled: [], again: false })
    beginAfresh(stream)
    const outcomes = waiters.map((waiter): Outcome => ({ waiter, kind: 'error', error: busy(detail) }))
    finish([], outcomes)
    release(stream)
  }

  function answered(stream: Stream, outcome: Outcome): Outcome {
    if (outcome.kind !== 'answer' || decider.answer === undefined) return outcome
    try {
      outcome.receipt = decider.answer(outcome.receipt, stream.state)
      return outcome
    } catch (error) {
      logger.error({ err: error, stream: stream.name }, 'an answer could not be made')
      return { waiter: outcome.waiter, kind: 'error', error }
    }
  }

  return {
    refuseAll,

    /** The log failed before the turn was decided: tries again later, and refuses in the end. */
    postpone(stream: Stream, error: unknown): void {
      logger.warn({ err: error, stream: stream.name }, 'a stream could not be brought up to date')
      stream.failingSince ??= clock.now()
      if (clock.now() - stream.failingSince >= patience) {
        refuseAll(stream, 'The event log does not answer')
        return
      }
      clock.after(backOff(stream.failures), () => release(stream))
      stream.failures += 1
    },

    /** The turn is not in the log and never will be: all of it is decided again on a fresh state. */
    lose(stream: Stream, intake: Omit<Intake<State, Command>, 'looks'>, trigger: Cause | undefined): void {
      stream.loaded = false
      stream.trigger = trigger
      stream.lostTurns += 1
      giveBack(stream, intake)
      if (stream.lostTurns > MOST_LOST_TURNS) refuseAll(stream, 'Other writers were faster each time')
      else release(stream)
    },

    /** The turns are durable: answers those who wait, unless more is owed first. */
    complete(turns: readonly Turn<State, Command>[]): void {
      const events: RecordedEvent[] = []
      const outcomes: Outcome[] = []
      for (const turn of turns) {
        const { stream } = turn
        beginAfresh(stream)
        stream.wakeAt = turn.wakeAt
        stream.again = turn.more
        if (turn.left.length > 0) stream.queue = [...turn.left, ...stream.queue]
        for (const event of turn.events) events.push(event)
        for (const outcome of turn.outcomes) stream.settled.push(outcome)
        if (!turn.more) {
          for (const outcome of stream.settled) outcomes.push(answered(stream, outcome))
          stream.settled = []
          if (turn.wakeAt !== null) note(turn.wakeAt)
        }
        release(stream)
      }
      finish(events, outcomes)
    },
  }
}
