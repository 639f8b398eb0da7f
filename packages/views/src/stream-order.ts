import type { RecordedEvent } from '@waitlist/contracts'

/** Events of one stream that may wait for what they overtook; more means that something is not delivered at all. */
const MOST_WAITING = 10_000

/** Brings the events of each stream into the order of their versions. */
export type StreamOrder = {
  /** The version up to which a stream is applied; undefined when nobody has said so. */
  versionOf(stream: string): number | undefined
  /** The version up to which each of these streams is applied, at least; 0 for one that nobody has said so of. */
  reached(streams: Iterable<string>): ReadonlyMap<string, number>
  /** A stream is applied up to a version at least. */
  know(stream: string, version: number): void
  /** What may be applied now: these and what waited for them, without repeats. What overtakes is kept to wait. */
  ready(events: readonly RecordedEvent[]): RecordedEvent[]
}

/** The streams of events, each once. */
export function streamsOf(events: readonly RecordedEvent[]): Set<string> {
  return new Set(events.map(({ stream }) => stream))
}

/** Makes the order of a view; `view` is its name, for complaints. */
export function createStreamOrder(view: string): StreamOrder {
  const versions = new Map<string, number>()
  const early = new Map<string, Map<number, RecordedEvent>>()

  function hold(event: RecordedEvent, next: number): void {
    const waiting = early.get(event.stream) ?? new Map<number, RecordedEvent>()
    if (waiting.size >= MOST_WAITING) throw new Error(`The view ${view} was never given ${event.stream}@${next}`)
    early.set(event.stream, waiting.set(event.version, event))
  }

  return {
    versionOf: (stream) => versions.get(stream),
    reached: (streams) => new Map(Array.from(streams, (stream) => [stream, versions.get(stream) ?? 0])),
    know(stream, version) {
      const before = versions.get(stream)
      if (before !== undefined && before >= version) return
      versions.set(stream, version)
      const waiting = early.get(stream)
      if (waiting === undefined) return
      if (before !== undefined && version === before + 1) waiting.delete(version)
      else for (const one of waiting.keys()) if (one <= version) waiting.delete(one)
      if (waiting.size === 0) early.delete(stream)
    },
    ready(events) {
      const reached = new Map<string, number>()
      const found: RecordedEvent[] = []
      for (const event of events) {
        const { stream, version } = event
        if (version < 1) throw new Error(`The view ${view} needs events with a place in their stream`)
        const applied = reached.get(stream) ?? versions.get(stream) ?? 0
        if (version <= applied) continue
        if (version > applied + 1) hold(event, applied + 1)
        const waiting = early.get(stream)
        let next = version === applied + 1 ? event : waiting?.get(applied + 1)
        for (; next; next = waiting?.get(next.version + 1)) {
          found.push(next)
          reached.set(stream, next.version)
        }
      }
      return found
    },
  }
}
