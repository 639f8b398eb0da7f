import { expect } from '@jest/globals'
import type { EntryStatus, EventData } from '@waitlist/contracts'
import { type FeedEvent, ofType } from '../feed.ts'

export type Recounted = EventData<'WaitlistJoined'> & { readonly status: EntryStatus }

export const ACTIVE: readonly EntryStatus[] = ['waiting', 'offered', 'claimed']

/** Every entry with its status, as the waitlist's events alone tell it. One active entry per customer at all times. */
export function recount(feed: readonly FeedEvent[]): Map<string, Recounted> {
  const entries = new Map<string, Recounted>()
  const active = new Map<string, string>()
  const become = (entryId: string, status: EntryStatus, score?: number) => {
    const entry = entries.get(entryId)
    if (!entry) throw new Error(`nobody made the entry ${entryId}`)
    entries.set(entryId, { ...entry, status, score: score ?? entry.score })
    const other = active.get(entry.customerId)
    if (ACTIVE.includes(status)) {
      expect([entry.customerId, other ?? entryId]).toEqual([entry.customerId, entryId])
      active.set(entry.customerId, entryId)
    } else if (other === entryId) active.delete(entry.customerId)
  }
  for (const event of feed) {
    if (event.type === 'WaitlistJoined') {
      const { entryId } = event.data
      expect([entryId, entries.has(entryId)]).toEqual([entryId, false])
      entries.set(entryId, { ...event.data, status: 'waiting' })
      become(entryId, 'waiting')
    }
    if (event.type === 'EntryMoved') become(event.data.entryId, 'waiting', event.data.score)
    if (event.type === 'WaitlistLeft') become(event.data.entryId, 'left')
    if (event.type === 'EntrySettled') become(event.data.entryId, event.data.status, event.data.score)
  }
  return entries
}

/** The waiting entries in the order that the policy in force gives them. */
export function lineOf(feed: readonly FeedEvent[]): Recounted[] {
  const policy = ofType(feed, 'WaitlistConfigured').at(-1)?.data.policy ?? { kind: 'fcfs' }
  const tiers = policy.kind === 'priority' ? policy.tiers : []
  const lane = ({ tier }: Recounted) => (tiers.includes(tier) ? tiers.indexOf(tier) : tiers.length - 1)
  const waiting = [...recount(feed).values()].filter((entry) => entry.status === 'waiting')
  return waiting.sort((a, b) => lane(a) - lane(b) || a.score - b.score)
}
