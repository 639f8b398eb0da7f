import type { Policy } from '@waitlist/contracts'
import type { LineEntry } from './line-types.ts'

/** A policy as the line uses it: which lane an entry stands in, and where in it. */
export type Order = {
  readonly lanes: number
  laneOf(entry: LineEntry): number
  /** Lower is ahead within the lane; equal keys stand by score, then by id. */
  keyOf(entry: LineEntry): number
}

/** The order of a policy (design 4.2). Lanes are served one after another: `in-turn.ts`. */
export function orderOf(policy: Policy): Order {
  switch (policy.kind) {
    case 'fcfs':
      return { lanes: 1, laneOf: () => 0, keyOf: byScore }
    case 'priority':
      return { lanes: policy.tiers.length, laneOf: laneByTier(policy.tiers), keyOf: byScore }
  }
}

/** Whether two policies put everybody at the same place. */
export function isSameOrder(a: Policy, b: Policy): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

const byScore = (entry: LineEntry) => entry.score

/** The lanes stand as the tiers are listed; an unknown tier counts as the last one. */
function laneByTier(tiers: readonly string[]): Order['laneOf'] {
  const lanes = new Map(tiers.map((tier, lane) => [tier, lane]))
  return (entry) => lanes.get(entry.tier) ?? tiers.length - 1
}
