import { type RecordedEvent, streamOf } from '@waitlist/contracts'
import type { EventLog } from '@waitlist/event-log'
import type { EventContext } from '../domain/context.ts'
import { contiguous, type Followed, type FollowedKind, folded } from './contexts.ts'

const PAGE = 500

/** Which of the two followed streams an event stands on. */
export function kindOf({ stream }: RecordedEvent): FollowedKind {
  return stream.startsWith('release:') ? 'release' : 'waitlist'
}

/** What comes next in an event's two streams, waitlist first: events to react to, none when all is done that can be. */
export type NextEvents = () => Promise<{ readonly kind: FollowedKind; readonly events: readonly RecordedEvent[] }>

/** Takes the next events from those delivered just now, else from the log; stops where one is missing. */
export function createNextEvents(
  { context, seen }: Followed,
  delivered: readonly RecordedEvent[],
  log: EventLog,
): NextEvents {
  const atHand = new Map<string, RecordedEvent>()
  for (const event of delivered) {
    atHand.set(`${event.stream}@${event.version}`, event)
    const kind = kindOf(event)
    seen[kind] = Math.max(seen[kind], event.version)
  }

  async function nextOf(kind: FollowedKind): Promise<RecordedEvent[]> {
    const stream = streamOf(kind, context.eventId)
    const version = folded(context, kind)
    if (version >= seen[kind]) return []
    const events: RecordedEvent[] = []
    let event = atHand.get(`${stream}@${version + 1}`)
    while (event && events.length < PAGE) {
      events.push(event)
      event = atHand.get(`${stream}@${event.version + 1}`)
    }
    return events.length > 0 ? events : contiguous(await log.read(stream, version + 1, PAGE), version)
  }

  return async () => {
    const joins = await nextOf('waitlist')
    if (joins.length > 0) return { kind: 'waitlist', events: joins }
    return { kind: 'release', events: judgeable(await nextOf('release'), context) }
  }
}

/** An offer waits until the entry it was made to is known. */
function judgeable(events: readonly RecordedEvent[], { waitlistVersion }: EventContext): readonly RecordedEvent[] {
  const early = events.findIndex((event) => event.type === 'OfferMade' && event.data.lineVersion > waitlistVersion)
  return early === -1 ? events : events.slice(0, early)
}
