import { type Entry as EntryReply, routes } from '@waitlist/contracts'
import { mayActFor } from '@waitlist/line'
import { implement, notFound } from '@waitlist/service-kit'
import type { JoinContext } from '../context.ts'

/** GET /api/waitlist/position/{customerId}: active entries first, then those that ended in the last 30 days. */
export function getPosition(context: JoinContext) {
  return implement(routes.getPosition, async ({ params: { customerId }, query, caller, now }) => {
    const active: EntryReply[] = []
    const ended: EntryReply[] = []
    let known = false
    for (const eventId of await context.eventsOf(customerId, query.eventId)) {
      const replies = await context.lookUp(eventId, customerId, now)
      if (!mayActFor(caller, replies.owner)) continue
      known ||= replies.known
      active.push(...replies.active)
      ended.push(...replies.ended)
    }
    if (!known) throw notFound()
    return { status: 200 as const, body: { customerId, entries: [...active, ...ended] } }
  })
}
