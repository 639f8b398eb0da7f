import { type RecordedEvent, RefusedError } from '@waitlist/contracts'
import type { Clock } from '../clock.ts'
import type { OwnedDecider } from '../decider.ts'
import type { Logger } from '../logger.ts'
import type { Commit, EventLog } from '../port.ts'
import { backOff, settleDoubt } from './doubt.ts'
import { giveBack, type Intake, takeIn } from './intake.ts'
import type { Outcome, OwnedStream, Waiter } from './owned-stream.ts'
import { catchUp, lookUpEarlier } from './prepare.ts'
import { EvolveError, type Turn, takeTurn } from './turn.ts'

/** Turns in a row that another writer may take from us before those who wait are refused. */
const MOST_LOST_TURNS = 20

export type RoundSettings<State, Command> = {
  readonly log: EventLog
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

type Committing<State, Command> = { readonly turn: Turn<State, Command>; readonly commit: Commit }

export function busy(detail: string): RefusedError {
  return new RefusedError({ code: 'WL_ERR_BUSY', detail })
}

function commitOf<State, Command>(turn: Turn<State, Command>): Commit {
  const { stream, firstVersion, newEvents, records, wakeAt } = turn
  return { id: crypto.randomUUID(), stream: stream.name, firstVersion, events: newEvents, commands: records, wakeAt }
}

/** Runs the turns of streams that are ready, one append for all of them, and sees every turn to its end. */
export function createRounds<State, Command>(settings: RoundSettings<State, Command>) {
  const { log, decider, clock, logger, patience, release, note, finish } = settings
  type Stream = OwnedStream<State, Command>

  function refuseAll(stream: Stream, detail: string): void {
    const { queue, pokes, looks, settled } = stream
    const waiters: Waiter[] = [...queue, ...pokes, ...looks, ...settled.map(({ waiter }) => waiter)]
    stream.queue = []
    stream.pokes = []
    stream.looks = []
    stream.settled = []
    stream.again = false
    stream.failures = 0
    stream.failingSince = undefined
    stream.lostTurns = 0
    finish(
      [],
      waiters.map((waiter) => ({ waiter, kind: 'error', error: busy(detail) })),
    )
  }

  /** The log failed before anything was decided: tries again later, and refuses in the end. */
  function postpone(stream: Stream, error: unknown): void {
    logger.warn({ err: error, stream: stream.name }, 'a stream could not be brought up to date')
    stream.failingSince ??= clock.now()
    if (clock.now() - stream.failingSince >= patience) {
      refuseAll(stream, 'The event log does not answer')
      release(stream)
    } else {
      clock.after(backOff(stream.failures), () => release(stream))
      stream.failures += 1
    }
  }

  /** The turn is not in the log and never will be: all of it is decided again on a fresh state. */
  function lose(stream: Stream, intake: Intake<State, Command>, trigger: Turn<State, Command>['trigger']): void {
    stream.loaded = false
    stream.trigger = trigger
    stream.lostTurns += 1
    giveBack(stream, intake)
    if (stream.lostTurns > MOST_LOST_TURNS) refuseAll(stream, 'Other writers were faster each time')
    else stream.again = true
    release(stream)
  }

  function abandon(stream: Stream, intake: Intake<State, Command>, error: unknown): void {
    const { trigger } = stream
    const broken = error instanceof EvolveError ? error.waiter : undefined
    logger.error({ err: error, stream: stream.name }, 'a turn broke the state')
    if (broken !== undefined) finish([], [{ waiter: broken, kind: 'error', error }])
    lose(stream, { ...intake, commands: intake.commands.filter((waiter) => waiter !== broken) }, trigger)
  }

  function serveLooks(stream: Stream, { looks }: Intake<State, Command>): void {
    if (looks.length === 0) return
    const outcomes = looks.map((waiter): Outcome => {
      try {
        return { waiter, kind: 'answer', receipt: waiter.look(stream.state) }
      } catch (error) {
        return { waiter, kind: 'error', error }
      }
    })
    finish([], outcomes)
  }

  async function begin(stream: Stream): Promise<Turn<State, Command> | undefined> {
    const intake = takeIn(stream)
    try {
      await catchUp({ log, decider }, stream)
      await lookUpEarlier(log, intake.commands)
    } catch (error) {
      giveBack(stream, intake)
      stream.looks = [...intake.looks, ...stream.looks]
      postpone(stream, error)
      return undefined
    }
    serveLooks(stream, intake)
    let turn: Turn<State, Command>
    try {
      turn = takeTurn({ decider, logger }, stream, intake, clock.now())
    } catch (error) {
      abandon(stream, intake, error)
      return undefined
    }
    if (turn.events.length > 0 || turn.wakeAt === stream.wakeAt) return turn
    try {
      await log.setWake(stream.name, turn.wakeAt)
    } catch (error) {
      giveBack(stream, intake)
      postpone(stream, error)
      return undefined
    }
    return turn
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

  function complete(turns: readonly Turn<State, Command>[]): void {
    const events: RecordedEvent[] = []
    const outcomes: Outcome[] = []
    for (const turn of turns) {
      const { stream } = turn
      stream.failures = 0
      stream.failingSince = undefined
      stream.lostTurns = 0
      stream.wakeAt = turn.wakeAt
      if (turn.left.length > 0) stream.queue = [...turn.left, ...stream.queue]
      for (const event of turn.events) events.push(event)
      for (const outcome of turn.outcomes) stream.settled.push(outcome)
      if (turn.more) {
        stream.again = true
      } else {
        for (const outcome of stream.settled) outcomes.push(answered(stream, outcome))
        stream.settled = []
        if (turn.wakeAt !== null) note(turn.wakeAt)
      }
      release(stream)
    }
    finish(events, outcomes)
  }

  /** The append gave no clear answer, or said that the place is taken: finds out whether it was by this very commit. */
  async function resolveDoubt({ turn, commit }: Committing<State, Command>): Promise<void> {
    const { stream, intake, trigger } = turn
    const fate = await settleDoubt({ log, clock, logger, patience }, commit)
    if (fate === 'committed') return complete([turn])
    if (fate === 'lost') return lose(stream, intake, trigger)
    stream.loaded = false
    giveBack(stream, intake)
    refuseAll(stream, 'The event log does not answer: it may or may not have happened')
    release(stream)
  }

  return {
    /** Makes the state of a stream that has none; its turn follows. */
    async load(stream: Stream): Promise<void> {
      try {
        await catchUp({ log, decider }, stream)
      } catch (error) {
        return postpone(stream, error)
      }
      release(stream)
    },

    /** One turn of each of these streams, all of them loaded and busy. */
    async round(streams: readonly Stream[]): Promise<void> {
      const done: Turn<State, Command>[] = []
      const committing: Committing<State, Command>[] = []
      for (const turn of await Promise.all(streams.map(begin))) {
        if (turn === undefined) continue
        if (turn.events.length === 0) done.push(turn)
        else committing.push({ turn, commit: commitOf(turn) })
      }
      let results: Awaited<ReturnType<EventLog['append']>> = []
      try {
        if (committing.length > 0) results = await log.append(committing.map(({ commit }) => commit))
      } catch (error) {
        logger.warn({ err: error }, 'an append failed')
      }
      for (const [at, one] of committing.entries()) {
        if (results[at]?.status === 'committed') done.push(one.turn)
        else void resolveDoubt(one)
      }
      complete(done)
    },
  }
}
