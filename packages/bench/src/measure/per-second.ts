import type { Sample } from './interleave.ts'

/** Samples how many times per second so many clients get something done, each one after the other. */
export function perSecond(clients: number, ms: number, work: () => Promise<unknown>): Sample {
  return async () => {
    const began = performance.now()
    let count = 0
    const client = async () => {
      while (performance.now() - began < ms) {
        await work()
        count += 1
      }
    }
    await Promise.all(Array.from({ length: clients }, client))
    return (count * 1000) / (performance.now() - began)
  }
}
