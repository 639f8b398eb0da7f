import { setTimeout } from 'node:timers/promises'
import { cpuOf } from './process.ts'

const LOOK_EVERY_MS = 300
/** Processes that only keep in touch with their engines use less than this share of a core. */
const RESTING = 0.3
const LONGEST_MS = 15_000

/** Waits until processes together use little of the processor; for so long (ms) at most, which is told as false. */
export async function restingProcesses(
  pids: readonly number[],
  used: (pid: number) => number | undefined = cpuOf,
  { every = LOOK_EVERY_MS, longest = LONGEST_MS } = {},
): Promise<boolean> {
  const all = () => pids.reduce((sum, pid) => sum + (used(pid) ?? 0), 0)
  const began = performance.now()
  for (let before = all(); performance.now() - began < longest; ) {
    const since = performance.now()
    await setTimeout(every)
    const now = all()
    if (now - before < RESTING * (performance.now() - since)) return true
    before = now
  }
  return false
}
