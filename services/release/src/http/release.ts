import { derivedId, type ReleaseReply, routes, streamOf } from '@waitlist/contracts'
import { implement } from '@waitlist/service-kit'
import type { ReleaseContext } from '../context.ts'

/**
 * POST /api/waitlist/release/{eventId}: offers a new lot, or what is free in the pool; retries get the first answer. A dry
 * run is decided in its turn like the act itself, and changes nothing.
 */
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
    const stream = streamOf('release', eventId)
    if (body.dryRun) {
      const trial = await writer.execute<{ dryRun: ReleaseReply }>(stream, { ...command, dryRun: true }, { cause })
      return { status: 200 as const, body: trial.dryRun, kept: false as const }
    }
    return { status: 202 as const, body: await writer.execute<ReleaseReply>(stream, command, { cause, record }) }
  })
}
