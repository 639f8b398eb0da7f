import { type Static, Type } from 'typebox'
import { eventDefinitions } from '../registry.ts'
import { OpaqueId } from '../scalars.ts'

/** The most events that one publishing request may carry. */
export const MAX_BATCH = 1000

/** What the edge checks of a publishing request; each event is judged by itself, so that one bad one harms no other. */
export const PublishBody = Type.Union([
  Type.Object({}),
  Type.Array(Type.Unknown(), { minItems: 1, maxItems: MAX_BATCH }),
])
export type PublishBody = Static<typeof PublishBody>

/** What became of one published event. */
export const PublishResult = Type.Object({
  id: Type.String({ description: 'The id of the CloudEvent, empty when it has none' }),
  status: Type.Enum(['accepted', 'duplicate', 'refused'], { type: 'string' }),
  code: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
})
export type PublishResult = Static<typeof PublishResult>

export const PublishReply = Type.Object({ results: Type.Array(PublishResult) })
export type PublishReply = Static<typeof PublishReply>

const anyType = `(${Object.keys(eventDefinitions).join('|')})`

/** Where in the feed to read, and what. */
export const FeedQuery = Type.Object(
  {
    after: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'The feedcursor of the last line read' }),
    ),
    types: Type.Optional(
      Type.String({
        maxLength: 1000,
        pattern: `^${anyType}(,${anyType})*$`,
        description: 'A comma list of event types',
      }),
    ),
    eventId: Type.Optional(OpaqueId),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: '1,000 when absent' })),
  },
  { additionalProperties: false },
)
export type FeedQuery = Static<typeof FeedQuery>
