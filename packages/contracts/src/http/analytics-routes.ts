import { Type } from 'typebox'
import { defineRoute } from '../define-route.ts'
import { OpaqueId } from '../scalars.ts'
import { FeedQuery } from './feed.ts'
import { StatsReply } from './stats.ts'

/** The routes that the analytics service serves. */
export const analyticsRoutes = {
  getStats: defineRoute({
    id: 'getStats',
    method: 'GET',
    path: '/api/waitlist/stats/{eventId}',
    service: 'analytics',
    tag: 'Organizer',
    summary: 'The figures of an event',
    params: Type.Object({ eventId: OpaqueId }),
    replies: { 200: { description: 'Counts, tickets, conversion, times', schema: StatsReply } },
    problems: ['WL_ERR_NOT_FOUND'],
    policy: { access: 'bearer', roles: ['organizer', 'service'], scope: 'own-event' },
    owner: { by: 'eventId', from: 'params.eventId' },
    idempotencyKey: 'none',
  }),
  readEvents: defineRoute({
    id: 'readEvents',
    method: 'GET',
    path: '/api/events',
    service: 'analytics',
    tag: 'Events',
    summary: 'The event feed: one CloudEvent per line, each stream in version order, a cause before its effect',
    query: FeedQuery,
    replies: { 200: { description: 'CloudEvents, one JSON document per line', contentType: 'application/x-ndjson' } },
    problems: ['WL_ERR_NOT_FOUND'],
    policy: { access: 'bearer', roles: ['organizer', 'service'], scope: 'own-event' },
    owner: { by: 'eventId', from: 'query.eventId' },
    idempotencyKey: 'none',
  }),
}
