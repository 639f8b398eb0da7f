import { derivedId, type ReleaseReply, routes, streamOf } from '@waitlist/contracts'
import { implement } from '@waitlist/service-kit'
import type { ReleaseContext } from '../context.ts'

/** POST /api/waitlist/release/{eventId}: offers a new lot, or what is free in the pool; retries get the first answer. */
export function releaseTickets({ writer }: ReleaseContext) {
  return implement(routes.releaseTickets, async ({ params: { eventId }, body, caller, cause, record }) => {
    const command = {
      type: 'ReleaseTickets',
      actor: caller,
      // The key is required, so the same act has the same id however often it is asked for.
      releaseId: derivedId('rel', eventId, record?.id ?? cause.correlationId),
      ticketType: body.ticketType,
      quantity: body.quantity,
      from: body.from ?? 'new',
      batchSize: body.batchSize,
      batchInterval: body.batchInterval,
    } as const
    const reply = await writer.execute<ReleaseReply>(streamOf('release', eventId), command, { cause, record })
    return { status: 202 as const, body: reply }
  })
}
