import { hashInId, partitionOf, partitionOfHash, type RouteDefinition } from '@waitlist/contracts'

/** What a router reads of a request to find out what it is about. The body is what came, unread. */
export type Requested = {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

const member = (record: unknown, name: string): unknown =>
  typeof record === 'object' && record !== null ? (record as Readonly<Record<string, unknown>>)[name] : undefined

/** The event that a JSON body names. Whatever cannot be read is for the service to refuse. */
function eventIdIn(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) return undefined
  try {
    return member(JSON.parse(body.toString()), 'eventId')
  } catch {
    return undefined
  }
}

/**
 * Makes the function that says which partition a request to a route is about: that of its event, or of the event whose
 * hash its id carries. Undefined where the request names none, or none that can be: then any process will do.
 */
export function createAbout({ owner }: RouteDefinition): (request: Requested) => number | undefined {
  if (owner.by === 'any') return () => undefined
  if (owner.by === 'id') {
    const name = owner.from.slice(owner.from.indexOf('.') + 1)
    // Ids of ours are called after what they begin with.
    const own = new RegExp(`^${name.slice(0, 3)}_[a-z2-7]{26}$`)
    return ({ params }) => {
      const id = member(params, name)
      return typeof id === 'string' && own.test(id) ? partitionOfHash(hashInId(id)) : undefined
    }
  }
  const place = owner.from.slice(0, owner.from.indexOf('.')) as keyof Requested
  return (request) => {
    const eventId = place === 'body' ? eventIdIn(request.body) : member(request[place], 'eventId')
    return typeof eventId === 'string' ? partitionOf(eventId) : undefined
  }
}
