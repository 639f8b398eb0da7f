import type { EventLog } from '../port.ts'
import type { DataFile } from './data-file.ts'
import type { StreamEntries } from './stream-entries.ts'

/** When streams next owe something. */
export type Wakes = Pick<EventLog, 'owing' | 'nextWake' | 'setWake'> & {
  /** Inside a transaction: notes it for a stream by row id; null for never. */
  write(stream: number, kind: string, wakeAt: number | null): void
}

export function createWakes(file: DataFile, entries: StreamEntries): Wakes {
  const upsert = file.prepare(
    'INSERT INTO wakes (stream, kind, wake_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET wake_at = excluded.wake_at',
  )
  const remove = file.prepare('DELETE FROM wakes WHERE stream = ?')
  const selectOwing = file.prepare(`
    SELECT s.name AS stream, w.wake_at AS wakeAt FROM wakes w JOIN streams s ON s.id = w.stream
    WHERE w.kind = ? AND w.wake_at <= ? ORDER BY w.wake_at LIMIT ?`)
  const selectNext = file.prepare('SELECT MIN(wake_at) AS wakeAt FROM wakes WHERE kind = ?')

  function write(stream: number, kind: string, wakeAt: number | null): void {
    if (wakeAt === null) remove.run(stream)
    else upsert.run(stream, kind, wakeAt)
  }

  return {
    write,
    async owing(prefix, before, limit) {
      return selectOwing.all(prefix, before, limit) as { stream: string; wakeAt: number }[]
    },
    async nextWake(prefix) {
      return (selectNext.get(prefix) as { wakeAt: number | null }).wakeAt ?? undefined
    },
    async setWake(stream, wakeAt, asOf = Number.POSITIVE_INFINITY) {
      const entry = entries.of(stream)
      if (entry.wakeAt === wakeAt || entry.head > asOf) return
      const row = file.transaction(
        () => {
          const found = entries.row(entry)
          write(found, entry.kind, wakeAt)
          return found
        },
        { durable: false },
      )
      entry.id = row
      entry.wakeAt = wakeAt
    },
  }
}
