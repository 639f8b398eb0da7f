import type { Bus, InboundEvent } from '@waitlist/bus'
import { type PublishResult, RefusedError, routes } from '@waitlist/contracts'
import { implement, type RouteImplementation } from '@waitlist/service-kit'
import { errorsOf, type Received, readBatch } from './inbound-batch.ts'

/** A batch of a thousand events with room for what their publishers add of their own. */
const BODY_LIMIT = 5 * 1024 * 1024

/** As many errors as anybody reads; one request may carry a thousand bad events. */
const MOST_ERRORS = 50

function refusal({ id, decoded }: Received): PublishResult | undefined {
  if (decoded.ok) return undefined
  const why = decoded.errors.slice(0, 5).map(({ pointer, detail }) => `${pointer} ${detail}`)
  const detail = decoded.reason === 'malformed' ? [decoded.detail, ...why].join('; ') : decoded.detail
  return { id, status: 'refused', code: 'WL_ERR_VALIDATION', detail }
}

/**
 * POST /api/events: takes what other services tell us. Each event is judged by itself; those taken are durable, and what
 * they cause has been handled as far as the bus can know, when the answer is given. 400 when none can be taken.
 */
export function publishEvents(bus: Bus): RouteImplementation {
  return implement(
    routes.publishEvents,
    async ({ headers, body, cause }) => {
      const batch = readBatch(headers, body)
      const accepted = batch.events.flatMap(({ decoded }): InboundEvent[] => {
        if (!decoded.ok) return []
        const { event } = decoded
        const { traceparent = cause.traceparent } = event
        return [{ ...event, correlationId: event.correlationId ?? event.id, ...(traceparent && { traceparent }) }]
      })
      if (accepted.length === 0) {
        const errors = errorsOf(batch).slice(0, MOST_ERRORS)
        throw new RefusedError({ code: 'WL_ERR_VALIDATION', detail: 'No event in it can be taken', errors })
      }
      const published = (await bus.publish(accepted)).values()
      const results = batch.events.map(
        (event): PublishResult => refusal(event) ?? { id: event.id, status: published.next().value ?? 'accepted' },
      )
      const correlations = new Set(accepted.flatMap(({ correlationId }) => correlationId ?? []))
      await Promise.all(Array.from(correlations, (correlationId) => bus.settled(correlationId)))
      return { status: 202, body: { results } }
    },
    { bodyLimit: BODY_LIMIT },
  )
}
