import { setTimeout } from 'node:timers/promises'

const STEP_MS = 10
const MOST_STEPS = 3_000

/** Waits until something is so, in the time of this machine. */
export async function until(so: () => boolean | Promise<boolean>): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    if (await so()) return
    await setTimeout(STEP_MS)
  }
  throw new Error(`This did not come to be: ${so}`)
}
