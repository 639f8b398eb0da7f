import type { RecordedEvent } from '@waitlist/contracts'
import type { View, ViewStore, Views } from './define-view.ts'
import { createStreamOrder, streamsOf } from './stream-order.ts'

/** Views in memory: gone with the process, so they are rebuilt when it starts. */
export function createMemoryViews(): Views {
  return { open: openView }
}

function openView<Row extends object>(view: View<Row>): ViewStore<Row> {
  const rows = new Map<string, Row>()
  const order = createStreamOrder(view.name)
  const types = new Set<string>(view.on)

  function project(event: RecordedEvent): void {
    if (!types.has(event.type)) return
    const key = view.key(event)
    if (key === undefined) return
    const row = rows.get(key)
    const folded = view.fold(row ?? view.initial(key), event)
    if (folded !== row) rows.set(key, folded)
  }

  return {
    async apply(events) {
      for (const event of events) {
        for (const next of order.ready([event])) {
          project(next)
          order.know(next.stream, next.version)
        }
      }
      return order.reached(streamsOf(events))
    },
    async applied(streams) {
      return order.reached(streams)
    },
    async get(key) {
      return rows.get(key)
    },
    async rows() {
      return [...rows].sort(([a], [b]) => (a < b ? -1 : 1))
    },
  }
}
