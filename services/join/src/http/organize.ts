import { type Entry as EntryReply, routes, streamOf } from '@waitlist/contracts'
import { implement } from '@waitlist/service-kit'
import type { JoinContext } from '../context.ts'

/** POST /api/waitlist/move/{entryId}: another place in the lane, for a reason that goes on record. */
export function moveEntry({ writer, eventOf }: JoinContext) {
  return implement(routes.moveEntry, async ({ params: { entryId }, body, caller, cause, record }) => {
    const command = { type: 'Move', actor: caller, entryId, to: body.to, reason: body.reason } as const
    const stream = streamOf('waitlist', await eventOf(entryId))
    return { status: 200 as const, body: await writer.execute<EntryReply>(stream, command, { cause, record }) }
  })
}

/** POST /api/waitlist/remove/{entryId}: the entry has left, for a reason that goes on record. */
export function removeEntry({ writer, eventOf }: JoinContext) {
  return implement(routes.removeEntry, async ({ params: { entryId }, body, caller, cause, record }) => {
    const command = { type: 'Remove', actor: caller, entryId, reason: body.reason } as const
    const stream = streamOf('waitlist', await eventOf(entryId))
    return { status: 200 as const, body: await writer.execute<EntryReply>(stream, command, { cause, record }) }
  })
}
