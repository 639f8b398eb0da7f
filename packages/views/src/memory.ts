import type { RecordedEvent } from '@waitlist/contracts'
import type { View, ViewStore, Views } from './define-view.ts'

/** Events of one stream that may wait for what they overtook; more means that something is not delivered at all. */
const MOST_WAITING = 10_000

/** How far a stream is applied, and what of it came too early. */
type Applied = { version: number; early?: Map<number, RecordedEvent> | undefined }

/** Views in memory: gone with the process, so they are rebuilt when it starts. */
export function createMemoryViews(): Views {
  return { open: openView }
}

function openView<Row extends object>(view: View<Row>): ViewStore<Row> {
  const rows = new Map<string, Row>()
  const streams = new Map<string, Applied>()
  const types = new Set<string>(view.on)

  function project(event: RecordedEvent): void {
    if (!types.has(event.type)) return
    const key = view.key(event)
    if (key === undefined) return
    const row = rows.get(key)
    const folded = view.fold(row ?? view.initial(key), event)
    if (folded !== row) rows.set(key, folded)
  }

  function hold(stream: Applied, event: RecordedEvent): void {
    stream.early ??= new Map()
    if (stream.early.size >= MOST_WAITING) {
      throw new Error(`The view ${view.name} was never given ${event.stream}@${stream.version + 1}`)
    }
    stream.early.set(event.version, event)
  }

  function take(event: RecordedEvent): void {
    if (event.version < 1) throw new Error(`The view ${view.name} needs events with a place in their stream`)
    const stream = streams.get(event.stream) ?? { version: 0 }
    if (event.version <= stream.version) return
    if (stream.version === 0) streams.set(event.stream, stream)
    let next: RecordedEvent | undefined = event
    if (event.version > stream.version + 1) {
      hold(stream, event)
      next = undefined
    }
    while (next) {
      project(next)
      stream.version = next.version
      stream.early?.delete(next.version)
      next = stream.early?.get(next.version + 1)
    }
    if (stream.early?.size === 0) stream.early = undefined
  }

  return {
    async apply(events) {
      for (const event of events) take(event)
    },
    async get(key) {
      return rows.get(key)
    },
    async rows() {
      return [...rows].sort(([a], [b]) => (a < b ? -1 : 1))
    },
  }
}
