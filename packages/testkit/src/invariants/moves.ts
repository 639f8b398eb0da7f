import type { MoveTarget, Policy } from '@waitlist/contracts'
import { type Checker, type Violation, violation } from './violation.ts'

type Place = { readonly entryId: string; readonly tier: string; readonly score: number }

/**
 * I16 for moves: after the EntryMoved events of one decision each entry stands where its own says: first or last of its
 * lane, or at that position as far as the lane goes. A decision moves one entry and then those that make room.
 */
export const movesLandWhereTheySay: Checker = ({ waitlist }) => {
  const found: Violation[] = []
  const known = new Map<string, Place>()
  const waiting = new Set<string>()
  let policy: Policy = { kind: 'fcfs' }
  for (const [at, event] of waitlist.entries()) {
    if (event.type === 'WaitlistConfigured') policy = event.data.policy
    if (event.type === 'WaitlistLeft') waiting.delete(event.data.entryId)
    if (event.type === 'WaitlistJoined') {
      known.set(event.data.entryId, event.data)
      waiting.add(event.data.entryId)
    }
    if (event.type === 'EntrySettled') {
      const { entryId, status, score } = event.data
      if (score !== undefined) rescore(known, entryId, score)
      if (status === 'waiting') waiting.add(entryId)
      else waiting.delete(entryId)
    }
    if (event.type !== 'EntryMoved') continue
    rescore(known, event.data.entryId, event.data.score)
    // Whoever makes room is in the same commit, right behind: only after the last of them everybody has a place.
    const next = waitlist[at + 1]
    if (next?.type === 'EntryMoved' && next.correlationId === event.correlationId) continue
    for (let first = at; ; first -= 1) {
      const moved = waitlist[first]
      if (moved?.type !== 'EntryMoved' || moved.correlationId !== event.correlationId) break
      const { entryId, to } = moved.data
      const places = [...waiting].map((id) => known.get(id) as Place)
      const wrong = misplaced(entryId, to, places, policy)
      if (wrong) found.push(violation('I16', wrong, moved))
    }
  }
  return found
}

function rescore(known: Map<string, Place>, entryId: string, score: number): void {
  const entry = known.get(entryId)
  if (entry) known.set(entryId, { ...entry, score })
}

function misplaced(entryId: string, to: MoveTarget, places: Place[], policy: Policy): string | undefined {
  const laneOf = ({ tier }: Place) => {
    if (policy.kind !== 'priority') return 0
    const lane = policy.tiers.indexOf(tier)
    return lane < 0 ? policy.tiers.length - 1 : lane
  }
  places.sort((a, b) => laneOf(a) - laneOf(b) || a.score - b.score || (a.entryId < b.entryId ? -1 : 1))
  const position = places.findIndex((place) => place.entryId === entryId) + 1
  if (position === 0) return `${entryId} was moved and does not wait`
  const lane = laneOf(places[position - 1] as Place)
  const first = places.findIndex((place) => laneOf(place) === lane) + 1
  const last = places.findLastIndex((place) => laneOf(place) === lane) + 1
  const expected = to === 'top' ? first : to === 'end' ? last : Math.min(Math.max(to, first), last)
  return position === expected ? undefined : `${entryId} was moved to ${to} and stands at ${position}, not ${expected}`
}
