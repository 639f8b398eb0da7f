import { setTimeout } from 'node:timers/promises'

const LONGEST_MS = 30_000
const PAUSE_MS = 10

/**
 * Asks until the answer is neither undefined nor false, and gives it. Rejects with the last error, or with what it waited
 * for, when that does not come: what runs in other processes shows by its progress alone.
 */
export async function eventually<T>(what: string, ask: () => T | Promise<T>): Promise<Exclude<T, false | undefined>> {
  const until = performance.now() + LONGEST_MS
  for (;;) {
    let failure: unknown = new Error(`${what} did not come`)
    try {
      const answer = await ask()
      if (answer !== undefined && answer !== false) return answer as Exclude<T, false | undefined>
    } catch (error) {
      failure = error
    }
    if (performance.now() > until) throw failure
    await setTimeout(PAUSE_MS)
  }
}
