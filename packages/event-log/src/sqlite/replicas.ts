import { crc32 } from 'node:zlib'
import type { RecordedEvent } from '@waitlist/contracts'
import { eventKey } from '../event-key.ts'
import type { NewEvent, PlacedEvent } from '../port.ts'
import { recorded } from '../recorded.ts'
import type { DataFile } from './data-file.ts'
import { withoutPlace } from './stored-commit.ts'
import type { StreamEntries, StreamEntry } from './stream-entries.ts'

type Staged = Pick<StreamEntry, 'id' | 'key' | 'head' | 'early'> & { readonly entry: StreamEntry }

export type Replicas = {
  /** Stores followed events; returns those that have a place now. One that overtook others waits for them. */
  store(events: readonly RecordedEvent[], last: number): PlacedEvent[]
}

/** Followed streams in the log: an event gets its place when all before it in its stream are there. */
export function createReplicas(file: DataFile, entries: StreamEntries): Replicas {
  const insertEarly = file.prepare('INSERT INTO early (stream, version, event) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const takeEarly = file.prepare('DELETE FROM early WHERE stream = ? AND version = ? RETURNING event')
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

  function stage(staged: Map<string, Staged>, event: RecordedEvent): Staged {
    const known = staged.get(event.stream)
    if (known !== undefined) return known
    const entry = entries.of(event.stream)
    const { head, early } = entry
    const one = {
      entry,
      id: entries.row(entry),
      key: entries.keyRow(entry, eventKey(event.stream, event)),
      head,
      early,
    }
    staged.set(event.stream, one)
    return one
  }

  return {
    store(events, last) {
      const staged = new Map<string, Staged>()
      const placed = file.transaction(() => {
        const found: PlacedEvent[] = []
        for (const event of events) {
          const one = stage(staged, event)
          if (event.version > one.head + 1) {
            insertEarly.run(one.id, event.version, JSON.stringify(withoutPlace(event)))
            one.early = Math.max(one.early, event.version)
          }
          if (event.version !== one.head + 1) continue
          let next: NewEvent | undefined = withoutPlace(event)
          for (; next !== undefined; next = nextEarly(one)) found.push(place(one, next, last + found.length + 1))
        }
        return found
      })
      for (const { entry, id, key, head, early } of staged.values()) Object.assign(entry, { id, key, head, early })
      return placed
    },
  }
}
