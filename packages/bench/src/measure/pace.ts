import { setTimeout } from 'node:timers/promises'

const TICK_MS = 5

/** How many acts are due by now (ms since the beginning) at a rate per second, beyond those that were begun. */
export function dueBy(elapsedMs: number, perSecond: number, begun: number): number {
  return Math.max(0, Math.floor((elapsedMs * perSecond) / 1000) - begun)
}

export type Paced = {
  /** How many were begun. */
  readonly count: number
  /** What was reached: less than was asked for where the acts did not come to their end in time. */
  readonly perSecond: number
}

/**
 * Begins acts at a rate, whether or not those before have ended, until it is told that it is enough; resolves when all have
 * ended. Rejects with the first failure.
 */
export async function pace(perSecond: number, act: () => Promise<unknown>, enough: AbortSignal): Promise<Paced> {
  const began = performance.now()
  const running = new Set<Promise<unknown>>()
  const failure = Promise.withResolvers<never>()
  failure.promise.catch(() => {})
  let count = 0
  while (!enough.aborted) {
    for (let due = dueBy(performance.now() - began, perSecond, count); due > 0; due--) {
      const one: Promise<unknown> = act()
        .catch(failure.reject)
        .finally(() => running.delete(one))
      running.add(one)
      count += 1
    }
    await Promise.race([setTimeout(TICK_MS), failure.promise])
  }
  await Promise.race([Promise.all(running), failure.promise])
  return { count, perSecond: (count * 1000) / (performance.now() - began) }
}
