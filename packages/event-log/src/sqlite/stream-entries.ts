import type { DataFile } from './data-file.ts'

/** What is known of a stream without reading it. Changed only when a transaction has been committed. */
export type StreamEntry = {
  readonly name: string
  /** "waitlist:" */
  readonly kind: string
  /** Its row, and that of the key its commits bear on; 0 while there is none. */
  id: number
  key: number
  /** The last version without a gap before it. */
  head: number
  /** The highest version that has ever waited behind a gap. */
  early: number
  wakeAt: number | null
}

export type StreamEntries = {
  /** The entry of a stream, made when there is none; nothing is written. */
  of(name: string): StreamEntry
  /** Inside a transaction: the row of a stream, made when there is none. The entry stays as it is until the commit. */
  row(entry: StreamEntry): number
  /** Inside a transaction: the row of a key. */
  keyRow(entry: StreamEntry, key: string): number
}

/** Two generations of this many streams are remembered: old ones go without bookkeeping on each use. */
const GENERATION = 20_000

/** Knows heads, row ids and wakes of the streams used lately, so that most questions need no query. */
export function createStreamEntries(file: DataFile): StreamEntries {
  const selectStream = file.prepare(`
    SELECT s.id, w.wake_at AS wakeAt,
      COALESCE((SELECT key FROM commits WHERE stream = s.id LIMIT 1), 0) AS key,
      COALESCE((SELECT MAX(version) FROM early WHERE stream = s.id), 0) AS early,
      COALESCE((SELECT first_version + count - 1 FROM commits WHERE stream = s.id ORDER BY first_version DESC LIMIT 1), 0) AS head
    FROM streams s LEFT JOIN wakes w ON w.stream = s.id WHERE s.name = ?`)
  const insertKey = file.prepare('INSERT INTO keys (name) VALUES (?) ON CONFLICT DO NOTHING')
  const selectKey = file.prepare('SELECT id FROM keys WHERE name = ?')
  const insertStream = file.prepare('INSERT INTO streams (name) VALUES (?)')
  let young = new Map<string, StreamEntry>()
  let old = new Map<string, StreamEntry>()

  function load(name: string): StreamEntry {
    const row = selectStream.get(name) as Omit<StreamEntry, 'name' | 'kind'> | undefined
    const kind = name.slice(0, name.indexOf(':') + 1)
    return { name, kind, ...(row ?? { id: 0, key: 0, head: 0, early: 0, wakeAt: null }) }
  }

  return {
    of(name) {
      let entry = young.get(name)
      if (entry !== undefined) return entry
      entry = old.get(name) ?? load(name)
      if (young.size >= GENERATION) {
        old = young
        young = new Map()
      }
      young.set(name, entry)
      return entry
    },
    row: (entry) => (entry.id === 0 ? Number(insertStream.run(entry.name).lastInsertRowid) : entry.id),
    keyRow(entry, key) {
      if (entry.key !== 0) return entry.key
      insertKey.run(key)
      return (selectKey.get(key) as { id: number }).id
    },
  }
}
