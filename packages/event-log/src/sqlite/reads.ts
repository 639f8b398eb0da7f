import { setImmediate } from 'node:timers/promises'
import type { RecordedEvent } from '@waitlist/contracts'
import { type Filter, keeper } from '../keeper.ts'
import type { PlacedEvent } from '../port.ts'
import type { DataFile } from './data-file.ts'
import { COMMIT_COLUMNS, type CommitRow, decodeCommit, placeCommit, type Upcast } from './stored-commit.ts'

/** So many rows, or events, are read in one go before others get their turn. */
const ROWS_AT_ONCE = 500
const EVENTS_AT_ONCE = 2000

/** Reads that the tail cannot answer. */
export function createReads(file: DataFile, upcast: Upcast) {
  const rows = `SELECT ${COMMIT_COLUMNS} FROM commits c JOIN streams s ON s.id = c.stream`
  const ofStream = file.prepare(`${rows} WHERE c.stream = ? AND c.first_version >= COALESCE(
      (SELECT MAX(first_version) FROM commits WHERE stream = ? AND first_version <= ?), 0)
    ORDER BY c.first_version LIMIT ?`)
  const behind = file.prepare(`${rows} WHERE c.position > ? ORDER BY c.position LIMIT ?`)
  const behindWithKey = file.prepare(`${rows} WHERE c.key = (SELECT id FROM keys WHERE name = ?) AND c.position > ?
    ORDER BY c.position LIMIT ?`)

  return {
    stream(id: number, fromVersion: number, limit: number): RecordedEvent[] {
      const events: RecordedEvent[] = []
      for (const row of ofStream.iterate(id, id, fromVersion, limit) as Iterable<CommitRow>) {
        for (const event of decodeCommit(row, upcast)) if (event.version >= fromVersion) events.push(event)
        if (events.length >= limit) break
      }
      return events.slice(0, limit)
    },

    async all(after: number, limit: number, filter: Filter | undefined): Promise<PlacedEvent[]> {
      const keep = keeper(filter)
      const found: PlacedEvent[] = []
      for (let position = after; ; ) {
        let rows = 0
        let decoded = 0
        // Row by row: a row may hold a commit of 500 events, and a page of such rows many times what is asked for.
        const page = (
          filter?.key === undefined
            ? behind.iterate(position, ROWS_AT_ONCE)
            : behindWithKey.iterate(filter.key, position, ROWS_AT_ONCE)
        ) as Iterable<CommitRow>
        for (const row of page) {
          rows += 1
          decoded += row.count
          position = row.position
          for (const one of placeCommit(row, upcast))
            if (one.position > after && (keep?.(one.event) ?? true)) found.push(one)
          if (found.length >= limit || decoded >= EVENTS_AT_ONCE) break
        }
        if (found.length >= limit) return found.slice(0, limit)
        if (rows < ROWS_AT_ONCE && decoded < EVENTS_AT_ONCE) return found
        await setImmediate()
      }
    },
  }
}
