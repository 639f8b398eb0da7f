import { crc32 } from 'node:zlib'
import type { RecordedEvent } from '@waitlist/contracts'
import { eventKey } from '../event-key.ts'
import type { NewEvent, PlacedEvent } from '../port.ts'
import { recorded } from '../recorded.ts'
import type { DataFile } from './data-file.ts'
import { withoutPlace } from './stored-commit.ts'
import type { StreamEntries, StreamEntry } from './stream-entries.ts'

type Staged = { readonly entry: StreamEntry; id: number; key: number; head: number }

export type Replicas = {
  /** Stores followed events; returns those that have a place now. One that overtook others waits for them. */
  store(events: readonly RecordedEvent[], last: number): PlacedEvent[]
  /** The highest version of a stream that waits behind a gap, 0 when none does. */
  earlyHead(stream: number): number
}

/** Followed streams in the log: an event gets its place when all before it in its stream are there. */
export function createReplicas(file: DataFile, entries: StreamEntries): Replicas {
  const insertEarly = file.prepare('INSERT INTO early (stream, version, event) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const takeEarly = file.prepare('DELETE FROM early WHERE stream = ? AND version = ? RETURNING event')
  const selectEarlyHead = file.prepare('SELECT COALESCE(MAX(version), 0) AS head FROM early WHERE stream = ?')
  const insertPlaced = file.prepare(
    'INSERT INTO commits (position, stream, first_version, count, key, id, checksum, events) VALUES (?, ?, ?, 1, ?, NULL, ?, ?)',
  )

  function place(staged: Staged, event: NewEvent, position: number): PlacedEvent {
    const text = JSON.stringify([event])
    staged.head += 1
    insertPlaced.run(position, staged.id, staged.head, staged.key, crc32(text), text)
    return { position, event: recorded(event, staged.entry.name, staged.head) }
  }

  function nextEarly(staged: Staged): NewEvent | undefined {
    const row = takeEarly.get(staged.id, staged.head + 1) as { event: string } | undefined
    return row && (JSON.parse(row.event) as NewEvent)
  }

  return {
    store(events, last) {
      const staged = new Map<string, Staged>()
      const placed = file.transaction(() => {
        const found: PlacedEvent[] = []
        for (const event of events) {
          const entry = entries.of(event.stream)
          let one = staged.get(event.stream)
          if (one === undefined) {
            const key = entries.keyRow(entry, eventKey(event.stream, event))
            one = { entry, id: entries.row(entry), key, head: entry.head }
            staged.set(event.stream, one)
          }
          if (event.version > one.head + 1) insertEarly.run(one.id, event.version, JSON.stringify(withoutPlace(event)))
          if (event.version !== one.head + 1) continue
          let next: NewEvent | undefined = withoutPlace(event)
          for (; next !== undefined; next = nextEarly(one)) found.push(place(one, next, last + found.length + 1))
        }
        return found
      })
      for (const { entry, id, key, head } of staged.values()) Object.assign(entry, { id, key, head })
      return placed
    },
    earlyHead: (stream) => (selectEarlyHead.get(stream) as { head: number }).head,
  }
}
