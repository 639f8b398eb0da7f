import { Type } from 'typebox'
import { CloudEvent } from '../cloudevents.ts'
import { defineRoute } from '../define-route.ts'
import { ownId } from '../scalars.ts'
import { MAX_BATCH, PublishBody, PublishReply } from './feed.ts'

const open = { access: 'public', roles: [], scope: 'any' } as const
const anywhere = {
  service: 'gateway',
  problems: [],
  policy: open,
  owner: { by: 'any' },
  idempotencyKey: 'none',
} as const
const Health = Type.Object({ status: Type.String() })

/** The routes that the gateway serves itself. */
export const gatewayRoutes = {
  publishEvents: defineRoute({
    ...anywhere,
    id: 'publishEvents',
    method: 'POST',
    path: '/api/events',
    tag: 'Events',
    summary: 'Publish one CloudEvent of the inbound types, or a batch; binary mode too',
    body: PublishBody,
    documentedBody: {
      'application/cloudevents+json': CloudEvent,
      'application/cloudevents-batch+json': Type.Array(CloudEvent, { minItems: 1, maxItems: MAX_BATCH }),
      'application/json': Type.Object({}, { description: 'The data of an event in binary mode (ce- headers)' }),
    },
    consumes: ['application/cloudevents+json', 'application/cloudevents-batch+json', 'application/json'],
    replies: { 202: { description: 'A result per event; those accepted are durable', schema: PublishReply } },
    policy: { access: 'bearer', roles: ['service'], scope: 'any' },
    idempotencyKey: 'optional',
    keyedHeaders: 'ce-',
    rate: 'publish',
  }),
  claimPage: defineRoute({
    ...anywhere,
    id: 'claimPage',
    method: 'GET',
    path: '/claim/{offerId}',
    tag: 'Offers',
    summary: 'The page that the link in a message opens; its token stays behind the #',
    params: Type.Object({ offerId: ownId('off') }),
    replies: { 200: { description: 'A page that shows the offer and claims it', contentType: 'text/html' } },
  }),
  healthz: defineRoute({
    ...anywhere,
    id: 'healthz',
    method: 'GET',
    path: '/healthz',
    tag: 'Operation',
    summary: 'Whether the process lives',
    rate: 'unlimited',
    replies: {
      200: { description: 'It does', schema: Health },
      503: { description: 'It hangs, and should be started again', schema: Health },
    },
  }),
  readyz: defineRoute({
    ...anywhere,
    id: 'readyz',
    method: 'GET',
    path: '/readyz',
    tag: 'Operation',
    summary: 'Whether the process takes requests',
    rate: 'unlimited',
    replies: {
      200: { description: 'It does', schema: Health },
      503: { description: 'It is starting or stopping', schema: Health },
    },
  }),
  metrics: defineRoute({
    ...anywhere,
    id: 'metrics',
    method: 'GET',
    path: '/metrics',
    tag: 'Operation',
    summary: 'What the process measures of itself, as Prometheus reads it',
    rate: 'unlimited',
    replies: { 200: { description: 'Metrics in the text format of Prometheus', contentType: 'text/plain' } },
  }),
  docs: defineRoute({
    ...anywhere,
    id: 'docs',
    method: 'GET',
    path: '/docs',
    tag: 'Operation',
    summary: 'This documentation, for people',
    replies: { 200: { description: 'A page', contentType: 'text/html' } },
  }),
  openapi: defineRoute({
    ...anywhere,
    id: 'openapi',
    method: 'GET',
    path: '/openapi.json',
    tag: 'Operation',
    summary: 'This documentation, for programs',
    replies: { 200: { description: 'OpenAPI 3.1', schema: Type.Unknown() } },
  }),
}
