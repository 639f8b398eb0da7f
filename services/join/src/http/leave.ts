import { type Entry as EntryReply, RefusedError, routes, streamOf } from '@waitlist/contracts'
import { implement, notFound } from '@waitlist/service-kit'
import type { JoinContext } from '../context.ts'

/** DELETE /api/waitlist/leave/{customerId}: leaves the named event's active entry, or every one there is. */
export function leaveWaitlist(context: JoinContext) {
  const { writer, config } = context
  return implement(routes.leaveWaitlist, async ({ params, query, caller, cause, record }) => {
    const { customerId } = params
    const left: EntryReply[] = []
    let refused: RefusedError | undefined
    for (const eventId of await context.eventsOf(customerId, query.eventId)) {
      const command = { type: 'Leave', actor: caller, customerId, defaults: config.defaults } as const
      // Each stream keeps its own part of a keyed request.
      const part = record && { ...record, id: `${record.id}/${eventId}` }
      try {
        const answer = await writer.execute<{ entry: EntryReply }>(streamOf('waitlist', eventId), command, {
          cause,
          record: part,
        })
        left.push(answer.entry)
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error
        if (error.refusal.code === 'WL_ERR_BUSY' || error.refusal.code === 'WL_ERR_KEY_REUSED') throw error
        if (error.refusal.code === 'WL_ERR_ALREADY_PURCHASED') refused = error
      }
    }
    if (left.length === 0) throw refused ?? notFound()
    return { status: 200 as const, body: { left } }
  })
}
