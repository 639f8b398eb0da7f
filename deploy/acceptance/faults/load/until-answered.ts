import { setTimeout as pause } from 'node:timers/promises'
import type { Answer } from '../../harness/http.ts'

/** After so long without an answer a client asks again; what it asked before may still happen. */
const ATTEMPT_MS = 15_000
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000
/** Above what any fault here lasts, on a busy machine too. */
const PATIENCE_MS = 150_000

/** An answer that is none: try again. */
const isPassing = (status: number) => status >= 500

/** What a client learned in the end, and when it first asked and was answered (ms, of one clock). */
export type Answered<Body> = {
  readonly answer: Answer<Body>
  readonly askedAt: number
  readonly answeredAt: number
  /** The statuses of answers that were none. */
  readonly passing: readonly number[]
}

async function attempt<Body>(ask: () => Promise<Answer<Body>>): Promise<Answer<Body> | undefined> {
  const giveUp = new AbortController()
  const late = pause(ATTEMPT_MS, undefined, { signal: giveUp.signal, ref: false }).catch(() => undefined)
  const answer = ask().catch(() => undefined)
  const first = await Promise.race([answer, late])
  giveUp.abort()
  return first ?? undefined
}

/**
 * Asks as a patient client does: again after a broken connection, a 5xx or a long silence, until the product says yes or
 * no. What is asked must be harmless to repeat. Throws when no answer comes for minutes, or when the test is `over`.
 */
export async function untilAnswered<Body>(
  what: string,
  over: AbortSignal,
  ask: () => Promise<Answer<Body>>,
): Promise<Answered<Body>> {
  const askedAt = performance.now()
  const passing: number[] = []
  for (let ms = FIRST_PAUSE_MS; ; ms = Math.min(ms * 2, LONGEST_PAUSE_MS)) {
    over.throwIfAborted()
    const answer = await attempt(ask)
    const answeredAt = performance.now()
    if (answer && !isPassing(answer.status)) return { answer, askedAt, answeredAt, passing }
    passing.push(answer?.status ?? 0)
    if (answeredAt - askedAt > PATIENCE_MS) {
      throw new Error(
        `${what}: no answer in ${PATIENCE_MS / 1000} s; tries ended with ${passing.join()} (0: nothing came)`,
      )
    }
    await pause(ms)
  }
}

/** How long clients waited, for the log of a run. */
export function waits(heard: readonly Answered<unknown>[]): string {
  const ms = heard.map(({ askedAt, answeredAt }) => answeredAt - askedAt).sort((a, b) => a - b)
  const retries = heard.filter(({ passing }) => passing.length > 0)
  const at = (share: number) => `${Math.round(ms[Math.floor(share * (ms.length - 1))] ?? 0)} ms`
  return `waits p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}; ${retries.length} asked again`
}
