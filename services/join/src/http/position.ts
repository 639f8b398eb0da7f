import { type Entry as EntryReply, routes, streamOf } from '@waitlist/contracts'
import { type Entry, isActive, mayActOn } from '@waitlist/line'
import { implement, notFound } from '@waitlist/service-kit'
import type { JoinContext } from '../context.ts'
import { entryReply } from '../domain/reply.ts'
import { entriesOf } from '../domain/state.ts'

const SHOWN_AFTER_END_MS = 30 * 86_400_000

/** GET /api/waitlist/position/{customerId}: active entries first, then those that ended in the last 30 days. */
export function getPosition(context: JoinContext) {
  return implement(routes.getPosition, async ({ params: { customerId }, query, caller, now }) => {
    const active: EntryReply[] = []
    const ended: EntryReply[] = []
    let known = false
    for (const eventId of await context.eventsOf(customerId, query.eventId)) {
      await context.writer.read(streamOf('waitlist', eventId), (state) => {
        if (!mayActOn(caller, state.waitlist)) return
        for (const entry of entriesOf(state, customerId)) {
          known = true
          if (isActive(entry)) active.push(entryReply(state, entry, now))
          else if (isRecent(entry, now)) ended.push(entryReply(state, entry, now))
        }
      })
    }
    if (!known) throw notFound()
    return { status: 200 as const, body: { customerId, entries: [...active, ...ended] } }
  })
}

function isRecent(entry: Entry, now: number): boolean {
  return entry.endedAt !== undefined && entry.endedAt > now - SHOWN_AFTER_END_MS
}
