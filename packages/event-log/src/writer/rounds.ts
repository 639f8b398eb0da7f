import type { AppendResult, Commit, EventLog } from '../port.ts'
import { settleDoubt } from './doubt.ts'
import { createEndings, type EndingSettings } from './endings.ts'
import { giveBack, type Intake, takeIn } from './intake.ts'
import type { Outcome, OwnedStream } from './owned-stream.ts'
import { catchUp, lookUpEarlier } from './prepare.ts'
import { takeTurn } from './take-turn.ts'
import { EvolveError, type Turn } from './turn.ts'

export type RoundSettings<State, Command> = EndingSettings<State, Command> & { readonly log: EventLog }

type Committing<State, Command> = { readonly turn: Turn<State, Command>; readonly commit: Commit }

function commitOf<State, Command>(turn: Turn<State, Command>): Commit {
  const { stream, firstVersion, newEvents, records, wakeAt } = turn
  return { id: crypto.randomUUID(), stream: stream.name, firstVersion, events: newEvents, commands: records, wakeAt }
}

/** Runs the turns of streams that are ready, one append for all of them, and sees every turn to its end. */
export function createRounds<State, Command>(settings: RoundSettings<State, Command>) {
  const { log, decider, clock, logger, patience, finish } = settings
  const { complete, lose, postpone, refuseAll } = createEndings(settings)
  type Stream = OwnedStream<State, Command>

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

  /** A bug in `evolve`: who brought it is told, and the others are decided again without it. */
  function abandon(
    { stream, trigger }: { stream: Stream; trigger: Stream['trigger'] },
    intake: Intake<State, Command>,
    error: unknown,
  ) {
    const broken = error instanceof EvolveError ? error.waiter : undefined
    logger.error({ err: error, stream: stream.name }, 'a turn broke the state')
    if (broken !== undefined) finish([], [{ waiter: broken, kind: 'error', error }])
    lose(stream, { ...intake, commands: intake.commands.filter((waiter) => waiter !== broken) }, trigger)
  }

  /** Decides the turn of a stream; undefined when that came to nothing, and it is seen to. */
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
    const { trigger } = stream
    let turn: Turn<State, Command>
    try {
      turn = takeTurn({ decider, logger }, stream, intake, clock.now())
    } catch (error) {
      abandon({ stream, trigger }, intake, error)
      return undefined
    }
    if (turn.events.length > 0 || turn.wakeAt === stream.wakeAt) return turn
    try {
      await log.setWake(stream.name, turn.wakeAt, stream.version)
      return turn
    } catch (error) {
      giveBack(stream, intake)
      postpone(stream, error)
      return undefined
    }
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
  }

  return {
    /** Makes the state of a stream that has none; its turn follows. */
    async load(stream: Stream): Promise<void> {
      try {
        await catchUp({ log, decider }, stream)
        settings.release(stream)
      } catch (error) {
        postpone(stream, error)
      }
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
      let results: readonly AppendResult[] = []
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
