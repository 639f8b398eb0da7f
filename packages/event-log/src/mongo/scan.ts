import type { RecordedEvent } from '@waitlist/contracts'
import type { Filter as Query } from 'mongodb'
import { type Filter, keeper } from '../keeper.ts'
import type { EventLog, PlacedEvent } from '../port.ts'
import type { Collections, CommitDocument } from './collections.ts'
import type { Placing } from './placing/placing.ts'
import { decodePlaced, EVENT_FIELDS, type Upcast } from './stored-commit.ts'

const AT_ONCE = 100

type Keep = ((event: RecordedEvent) => boolean) | undefined

/** Reads over all streams, by position. What has none yet is given one, as far as that is needed. */
export function createScan(
  { commits }: Collections,
  placing: Placing,
  upcast: Upcast,
): Pick<EventLog, 'readAll' | 'position'> {
  /** Adds what is found behind a position and not beyond another, until there is enough. */
  async function collect(query: Query<CommitDocument>, after: number, limit: number, keep: Keep, found: PlacedEvent[]) {
    const projection = { ...EVENT_FIELDS, position: 1 }
    const documents = commits.find(query, { projection }).sort({ position: 1 }).batchSize(AT_ONCE)
    for await (const document of documents) {
      for (const one of decodePlaced(document, upcast)) {
        if (one.position > after && (keep?.(one.event) ?? true)) found.push(one)
      }
      if (found.length >= limit) return
    }
  }

  return {
    async readAll(after, limit, filter: Filter = {}) {
      const keep = keeper(filter)
      const { key, types } = filter
      const narrowed = { ...(key !== undefined && { key }), ...(types !== undefined && { types: { $in: [...types] } }) }
      const found: PlacedEvent[] = []
      let from = after
      let through = placing.known()
      for (;;) {
        const query = { ...narrowed, position: { $gt: from, $lte: through } }
        if (through > from) await collect(query, after, limit, keep, found)
        if (found.length >= limit) return found.slice(0, limit)
        from = Math.max(from, through)
        const placed = await placing.more()
        if (!placed.grown && placed.through <= from) return found
        through = placed.through
      }
    },
    async position() {
      for (;;) {
        const { through, grown } = await placing.more()
        if (!grown) return through
      }
    },
  }
}
