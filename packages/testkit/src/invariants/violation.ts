import type { RecordedEvent } from '@waitlist/contracts'

/** Something that must never be, with the event that shows it. */
export type Violation = { readonly invariant: string; readonly what: string; readonly at: string }

/** Finds what is wrong in the history of one event's streams; nothing when all is well. */
export type Checker = (history: History) => Violation[]

/** The streams of one ticketing event, each in version order, and everything in the order of a log or feed. */
export type History = {
  readonly waitlist: readonly RecordedEvent[]
  readonly release: readonly RecordedEvent[]
}

/** Splits events of a feed or of logs by ticketing event; repeats are dropped, each stream is put in version order. */
export function historiesOf(events: Iterable<RecordedEvent>): Map<string, History> {
  const streams = new Map<string, Map<number, RecordedEvent>>()
  for (const event of events) {
    if (!event.stream.startsWith('waitlist:') && !event.stream.startsWith('release:')) continue
    const stream = streams.get(event.stream) ?? new Map<number, RecordedEvent>()
    streams.set(event.stream, stream.set(event.version, event))
  }
  const keys = new Set([...streams.keys()].map((stream) => stream.slice(stream.indexOf(':') + 1)))
  const inOrder = (stream: string) => [...(streams.get(stream)?.values() ?? [])].sort((a, b) => a.version - b.version)
  return new Map(
    [...keys].map((key) => [key, { waitlist: inOrder(`waitlist:${key}`), release: inOrder(`release:${key}`) }]),
  )
}

export function violation(invariant: string, what: string, event?: RecordedEvent): Violation {
  return { invariant, what, at: event ? `${event.stream}@${event.version} ${event.type}` : 'the end' }
}
