import type { EntryStatus, StatsReply } from '@waitlist/contracts'
import { type History, type Violation, violation } from './violation.ts'

/** I17: the counts of the statistics equal a recount of the streams, and sum up. */
export function statsBalance(stats: StatsReply | undefined, { waitlist, release }: History): Violation[] {
  const statuses = new Map<string, EntryStatus>()
  for (const event of waitlist) {
    if (event.type === 'WaitlistJoined') statuses.set(event.data.entryId, 'waiting')
    if (event.type === 'WaitlistLeft') statuses.set(event.data.entryId, 'left')
    if (event.type === 'EntrySettled') statuses.set(event.data.entryId, event.data.status)
  }
  if (!stats) return waitlist.length + release.length > 0 ? [violation('I17', 'there are no statistics')] : []
  const found: Violation[] = []
  const count = (status: EntryStatus) => [...statuses.values()].filter((own) => own === status).length
  for (const status of ['waiting', 'offered', 'claimed', 'purchased', 'left', 'lapsed'] as const) {
    if (stats.entries[status] !== count(status)) {
      found.push(
        violation('I17', `${stats.entries[status]} ${status} in the statistics, ${count(status)} in the streams`),
      )
    }
  }
  if (stats.entries.joined !== statuses.size)
    found.push(violation('I17', `${stats.entries.joined} joined, ${statuses.size} in the streams`))
  const offers = release.filter((event) => event.type === 'OfferMade').length
  const told = stats.byRelease.reduce((sum, row) => sum + row.offers, 0)
  if (told !== offers) found.push(violation('I17', `${told} offers in the statistics, ${offers} in the stream`))
  return found
}
