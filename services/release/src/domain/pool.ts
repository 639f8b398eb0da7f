import type { Balance } from '@waitlist/contracts'
import type { Age } from './ages.ts'

/** Free tickets of one release. `fresh` ones came by a refund and were never offered: they wait where autoRelease is off. */
export type Part = { readonly releaseId: string; quantity: number; readonly fresh: boolean }

/** The tickets of one type that belong to the list, and the questions asked about them. */
export type Pool = Balance & {
  /** The free tickets, oldest first; their sum is `free`. */
  parts: Part[]
  /** Since when the free tickets are free, the longest first. */
  readonly ages: Age[]
  /** Tickets set aside for later batches, by release; their sum is `scheduled`. */
  readonly batches: Map<string, number>
}

export function emptyPool(): Pool {
  return {
    released: 0,
    owed: 0,
    free: 0,
    scheduled: 0,
    open: 0,
    claimed: 0,
    fulfilled: 0,
    returned: 0,
    parts: [],
    ages: [],
    batches: new Map(),
  }
}

/** A copy that can be changed without the original. */
export function copyPool(pool: Pool): Pool {
  const parts = pool.parts.map((part) => ({ ...part }))
  return { ...pool, parts, ages: pool.ages.map((age) => ({ ...age })), batches: new Map(pool.batches) }
}

export function balanceOf(pool: Pool): Balance {
  const { released, owed, free, scheduled, open, claimed, fulfilled, returned } = pool
  return { released, owed, free, scheduled, open, claimed, fulfilled, returned }
}

/** Tickets that may be offered by themselves: all free ones, or without autoRelease those that are not fresh. */
export function offerable(pool: Pool, autoRelease: boolean): number {
  if (autoRelease) return pool.free
  let quantity = 0
  for (const part of pool.parts) if (!part.fresh) quantity += part.quantity
  return quantity
}

/** The release whose tickets the next offer takes first. */
export function nextRelease(pool: Pool): string | undefined {
  return pool.parts.findLast((part) => !part.fresh)?.releaseId ?? pool.parts.at(-1)?.releaseId
}

/** Takes in tickets that came free: what is owed is paid first (design 4.4), the rest is free. */
export function gain(pool: Pool, quantity: number, releaseId: string, fresh: boolean): void {
  const rest = quantity - payOwed(pool, quantity)
  if (rest === 0) return
  pool.free += rest
  pool.parts.push({ releaseId, quantity: rest, fresh })
}

/** Takes in the tickets of a release act: what is owed is paid first, the rest waits for its batches. */
export function schedule(pool: Pool, quantity: number, releaseId: string): void {
  setAside(pool, quantity - payOwed(pool, quantity), releaseId)
}

/** Puts scheduled tickets of a release up for offering. */
export function freeBatch(pool: Pool, quantity: number, releaseId: string): void {
  setAside(pool, -quantity, releaseId)
  pool.free += quantity
  if (quantity > 0) pool.parts.push({ releaseId, quantity, fresh: false })
}

/** Moves free tickets under a release act of their own, to wait for its batches. The oldest go first. */
export function claimForRelease(pool: Pool, quantity: number, releaseId: string): void {
  pool.free -= quantity
  pool.parts = without(pool.parts, quantity)
  setAside(pool, quantity, releaseId)
}

/** Takes free tickets: those that were offered before or released by hand first, the newest of them first. */
export function takeFree(pool: Pool, quantity: number): void {
  pool.free -= quantity
  const order = [
    ...pool.parts.filter((part) => !part.fresh).reverse(),
    ...pool.parts.filter((part) => part.fresh).reverse(),
  ]
  const left = new Set(without(order, quantity))
  pool.parts = pool.parts.filter((part) => left.has(part))
}

/** Takes scheduled tickets, the last batches of the newest release first. */
export function takeScheduled(pool: Pool, quantity: number): void {
  let rest = quantity
  for (const [releaseId, scheduled] of [...pool.batches].reverse()) {
    const taken = Math.min(rest, scheduled)
    setAside(pool, -taken, releaseId)
    rest -= taken
    if (rest === 0) return
  }
}

function payOwed(pool: Pool, quantity: number): number {
  const paid = Math.min(pool.owed, quantity)
  pool.owed -= paid
  return paid
}

function setAside(pool: Pool, quantity: number, releaseId: string): void {
  pool.scheduled += quantity
  const scheduled = (pool.batches.get(releaseId) ?? 0) + quantity
  if (scheduled === 0) pool.batches.delete(releaseId)
  else pool.batches.set(releaseId, scheduled)
}

/** What remains of parts when so many tickets are taken from the first ones; the part cut in two is changed in place. */
function without(parts: readonly Part[], quantity: number): Part[] {
  let rest = quantity
  return parts.filter((part) => {
    const taken = Math.min(rest, part.quantity)
    part.quantity -= taken
    rest -= taken
    return part.quantity > 0
  })
}
