import { routes } from '@waitlist/contracts'
import { implement, notFound, ownsEvent } from '@waitlist/service-kit'
import type { ViewStore } from '@waitlist/views'
import type { NoticeTally } from '../notices/tally.ts'
import { statsReply } from '../stats/reply.ts'
import type { StatsRow } from '../stats/row.ts'

/** The figures of an event, for its organizer and for services. */
export function getStats(stats: ViewStore<StatsRow>, notices: NoticeTally) {
  return implement(routes.getStats, async ({ params: { eventId }, caller }) => {
    const row = await stats.get(eventId)
    if (!row || !ownsEvent(caller, row.organizerId)) throw notFound()
    return { status: 200, body: statsReply(row, notices.of(eventId)) }
  })
}
