import type { Clock, Logger } from '@waitlist/event-log'

/** Rejects what is asked of an engine that is known to be away, without asking it. */
export class AwayError extends Error {
  override readonly name = 'AwayError'
}

export type Circuit = {
  readonly available: boolean
  /** Runs work that needs the engine: it may take so many ms. Rejects at once with AwayError while that is away. */
  run<T>(ms: number, work: () => Promise<T>): Promise<T>
  /** The engine is gone: nobody asks it any more until it is back, or until it is time to try. */
  trip(reason: string): void
  /** The engine is there. */
  recover(): void
}

export type CircuitOptions = {
  readonly clock: Clock
  readonly logger: Logger
  /** What is said of the engine in the log: its name, and where it is. */
  readonly engine: object
  /** Tells a failure of the engine itself from an answer that refuses the command. */
  readonly isAnswer: (error: unknown) => boolean
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5000
/** The same refusal is said again after so long. */
const SILENCE_MS = 60_000

/** Keeps requests from waiting for an engine that does not answer: one tries now and then, the others are told at once. */
export function createCircuit({ clock, logger, engine, isAnswer }: CircuitOptions): Circuit {
  let away = false
  let failures = 0
  let tryAgainAt = 0
  const refusals = new Map<string, number>()

  function trip(reason: string): void {
    tryAgainAt = clock.now() + Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS)
    failures += 1
    if (away) return
    away = true
    logger.warn({ ...engine, reason }, 'an engine is away; going on without it')
  }

  function recover(): void {
    failures = 0
    if (!away) return
    away = false
    logger.info(engine, 'an engine is back')
  }

  function noteRefusal(reason: string): void {
    const kind = reason.split(' ', 1)[0] as string
    const now = clock.now()
    if (now - (refusals.get(kind) ?? Number.NEGATIVE_INFINITY) < SILENCE_MS) return
    refusals.set(kind, now)
    logger.warn({ ...engine, reason }, 'an engine refuses a command; going on without its answer')
  }

  return {
    get available() {
      return !away
    },
    trip,
    recover,
    async run(ms, work) {
      if (away) {
        if (clock.now() < tryAgainAt) throw new AwayError('The engine is away')
        // This one tries; the others wait for how it goes.
        tryAgainAt = clock.now() + Math.max(ms, FIRST_PAUSE_MS)
      }
      try {
        const answer = await within(clock, ms, work)
        recover()
        return answer
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        if (isAnswer(error)) noteRefusal(reason)
        else trip(reason)
        throw error
      }
    },
  }
}

/** The outcome of work, or a rejection when it takes longer. */
function within<T>(clock: Clock, ms: number, work: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new Error(`no answer within ${ms} ms`)))
    const end = () => cancel()
    work().then(resolve, reject).finally(end)
  })
}
