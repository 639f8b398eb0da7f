import type { Entry, Policy } from '@waitlist/contracts'
import { type History, type Violation, violation } from './violation.ts'

/** I6: a join that was answered is in the log. */
export function answeredJoinsAreThere(joins: readonly Entry[], { waitlist }: History): Violation[] {
  const there = new Set(waitlist.flatMap((event) => (event.type === 'WaitlistJoined' ? [event.data.entryId] : [])))
  return joins
    .filter(({ entryId }) => !there.has(entryId))
    .map(({ entryId }) => violation('I6', `the join ${entryId} was answered and is lost`))
}

/** I16: the position in a join's answer is one more than the waiting entries ahead at its own version. */
export function positionsWereRight(joins: readonly Entry[], { waitlist }: History): Violation[] {
  const answered = new Map(joins.map((entry) => [entry.entryId, entry]))
  const waiting = new Map<string, { tier: string; score: number }>()
  const known = new Map<string, { tier: string; score: number }>()
  let policy: Policy = { kind: 'fcfs' }
  const found: Violation[] = []
  for (const event of waitlist) {
    if (event.type === 'WaitlistConfigured') policy = event.data.policy
    if (event.type === 'WaitlistLeft') waiting.delete(event.data.entryId)
    if (event.type === 'EntryMoved') {
      const entry = known.get(event.data.entryId)
      if (entry) entry.score = event.data.score
    }
    if (event.type === 'EntrySettled') {
      const { entryId, status, score } = event.data
      const entry = known.get(entryId)
      if (entry && score !== undefined) entry.score = score
      if (status !== 'waiting') waiting.delete(entryId)
      else if (entry) waiting.set(entryId, entry)
    }
    if (event.type !== 'WaitlistJoined') continue
    const { entryId, tier, score } = event.data
    known.set(entryId, { tier, score })
    waiting.set(entryId, { tier, score })
    const told = answered.get(entryId)
    if (!told) continue
    const ahead = [...waiting.values()].filter((other) => isAhead(other, { tier, score }, policy)).length
    if (told.position !== ahead + 1 || told.total !== waiting.size) {
      found.push(violation('I16', `told ${told.position} of ${told.total}, is ${ahead + 1} of ${waiting.size}`, event))
    }
  }
  return found
}

type Place = { readonly tier: string; readonly score: number }

function isAhead(one: Place, other: Place, policy: Policy): boolean {
  const lane = (tier: string) => {
    if (policy.kind !== 'priority') return 0
    const place = policy.tiers.indexOf(tier)
    return place < 0 ? policy.tiers.length - 1 : place
  }
  return lane(one.tier) === lane(other.tier) ? one.score < other.score : lane(one.tier) < lane(other.tier)
}
