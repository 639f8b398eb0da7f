import type { RecordedEvent } from '@waitlist/contracts'
import type { PlacedEvent } from './port.ts'

/** The newest events of a log, decoded, by position and by stream: what consumers near the head read. */
export type Tail = {
  /** Adds events that follow the newest one: by position, and by version in their streams. */
  add(placed: readonly PlacedEvent[]): void
  /** Events behind a position, or undefined when they reach back further than the tail does. */
  after(position: number, limit: number, keep?: (event: RecordedEvent) => boolean): PlacedEvent[] | undefined
  /** Events of a stream from a version on, or undefined when they reach back further than the tail does. */
  ofStream(stream: string, fromVersion: number, limit: number): RecordedEvent[] | undefined
}

const KEPT_EVENTS = 8192

/**
 * A tail that holds between `kept` and twice as many events; the older half goes at once, so that adding stays cheap.
 * Positions and versions have no gaps. Events handed out are shared: nobody changes them.
 */
export function createTail(kept = KEPT_EVENTS): Tail {
  let recent: PlacedEvent[] = []
  const streams = new Map<string, RecordedEvent[]>()

  function dropOlderHalf(): void {
    const cut = recent.length - kept
    const lastVersions = new Map<string, number>()
    for (let at = 0; at < cut; at++) {
      const { event } = recent[at] as PlacedEvent
      lastVersions.set(event.stream, event.version)
    }
    recent = recent.slice(cut)
    for (const [stream, version] of lastVersions) {
      const events = streams.get(stream) as RecordedEvent[]
      const keep = events.slice(version - (events[0] as RecordedEvent).version + 1)
      if (keep.length === 0) streams.delete(stream)
      else streams.set(stream, keep)
    }
  }

  return {
    add(placed) {
      for (const one of placed) {
        recent.push(one)
        const events = streams.get(one.event.stream)
        if (events === undefined) streams.set(one.event.stream, [one.event])
        else events.push(one.event)
      }
      if (recent.length >= 2 * kept) dropOlderHalf()
    },
    after(position, limit, keep) {
      const first = recent[0]?.position
      if (first === undefined || position < first - 1) return undefined
      const from = position - first + 1
      if (keep === undefined) return recent.slice(from, from + limit)
      const found: PlacedEvent[] = []
      for (let at = from; at < recent.length && found.length < limit; at++) {
        const one = recent[at] as PlacedEvent
        if (keep(one.event)) found.push(one)
      }
      return found
    },
    ofStream(stream, fromVersion, limit) {
      const events = streams.get(stream)
      const first = events?.[0]?.version
      if (events === undefined || first === undefined || fromVersion < first) return undefined
      return events.slice(fromVersion - first, fromVersion - first + limit)
    },
  }
}
