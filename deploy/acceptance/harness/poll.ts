import { setTimeout as pause } from 'node:timers/promises'
import { paced } from './mode.ts'

/** How long a poll waits before it gives up. Far above what the product promises, so that a busy machine fails nothing. */
const PATIENCE_MS = 15_000
const INTERVAL_MS = 25

/** Looks again and again until a look does not throw; gives its value. After `patience` ms it throws what the last look threw. */
export async function eventually<T>(look: () => Promise<T> | T, patience = paced(PATIENCE_MS)): Promise<T> {
  const deadline = Date.now() + patience
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
    await pause(paced(INTERVAL_MS))
  }
}

/** The value, which must be there; `what` names it in the failure. */
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`missing: ${what}`)
  return value
}
