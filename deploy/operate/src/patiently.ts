import { setTimeout as pause } from 'node:timers/promises'
import { AnswerError } from './client.ts'

/** A product that has too much to do is asked again, so often at most. */
const MOST_TRIES = 30

/** Asks, and asks again as long as the product says when to come back: 429 and 503. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask()
    } catch (error) {
      const seconds = error instanceof AnswerError ? error.retryAfter : undefined
      if (seconds === undefined || tried === MOST_TRIES) throw error
      await pause(seconds * 1000)
    }
  }
}
