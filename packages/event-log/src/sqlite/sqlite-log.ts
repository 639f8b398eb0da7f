import { keeper } from '../keeper.ts'
import { type Logger, silentLogger } from '../logger.ts'
import type { CommandRecord, LocalLog, PlacedEvent, StreamHead } from '../port.ts'
import { createTail } from '../tail.ts'
import { createAppend } from './append.ts'
import type { DataFile } from './data-file.ts'
import { createPublished } from './published.ts'
import { createReads } from './reads.ts'
import { createReplicas } from './replicas.ts'
import { LOG_TABLES } from './schema.ts'
import type { Upcast } from './stored-commit.ts'
import { createStreamEntries } from './stream-entries.ts'
import { createWakes } from './wakes.ts'

export type SqliteLogOptions = {
  /** Brings stored events to the latest schema. */
  readonly upcast?: Upcast
  readonly logger?: Logger
}

const opened = new WeakSet<DataFile>()

type CommandRow = { readonly hash: string; readonly receipt: string; readonly stream: string }

/**
 * The event log in a data file. It remembers heads and the newest events, so there is one log per data file at a time.
 * Every call does its work before it returns its promise; only long scans give way to others. Events are shared:
 * nobody changes them. `close` leaves the data file open.
 */
export function createSqliteLog(file: DataFile, options: SqliteLogOptions = {}): LocalLog {
  if (opened.has(file)) throw new Error('The data file has an open log already')
  const { upcast = (event) => event, logger = silentLogger } = options
  file.transaction(() => file.exec(LOG_TABLES))
  const entries = createStreamEntries(file)
  const wakes = createWakes(file, entries)
  const append = createAppend(file, entries, wakes)
  const replicas = createReplicas(file, entries)
  const reads = createReads(file, upcast)
  const published = createPublished(file, upcast)
  const tail = createTail()
  const listeners = new Set<() => void>()
  const selectCommand = file.prepare(
    'SELECT c.hash, c.receipt, s.name AS stream FROM commands c JOIN streams s ON s.id = c.stream WHERE c.id = ?',
  )
  const selectCommitId = file.prepare('SELECT id FROM commits WHERE stream = ? AND first_version = ?')
  const selectHeads = file.prepare(`
    SELECT stream, version FROM (
      SELECT s.name AS stream, MAX(
        COALESCE((SELECT first_version + count - 1 FROM commits WHERE stream = s.id ORDER BY first_version DESC LIMIT 1), 0),
        COALESCE((SELECT MAX(version) FROM early WHERE stream = s.id), 0)) AS version
      FROM streams s WHERE s.name >= ? AND s.name > ? AND s.name < ? ORDER BY s.name)
    WHERE version > 0 LIMIT ?`)
  const selectCheckpoint = file.prepare('SELECT value FROM checkpoints WHERE name = ?')
  const upsertCheckpoint = file.prepare(
    'INSERT INTO checkpoints (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  )
  let newest = (
    file.prepare('SELECT COALESCE(MAX(position), 0) AS position FROM commits').get() as { position: number }
  ).position
  opened.add(file)

  function grow(placed: readonly PlacedEvent[]): void {
    if (placed.length === 0) return
    newest = (placed.at(-1) as PlacedEvent).position
    tail.add(placed)
    for (const call of listeners) {
      try {
        call()
      } catch (error) {
        logger.error({ err: error }, 'a listener of the event log failed')
      }
    }
  }

  return {
    ...wakes,
    ...published,
    async append(commits) {
      const { results, placed } = append(commits, newest)
      grow(placed)
      return results
    },
    async replicate(events) {
      grow(replicas.store(events, newest))
    },
    async read(stream, fromVersion, limit) {
      const entry = entries.of(stream)
      if (fromVersion > entry.head) return []
      return tail.ofStream(stream, fromVersion, limit) ?? reads.stream(entry.id, fromVersion, limit)
    },
    async head(stream) {
      const { head, early } = entries.of(stream)
      return Math.max(head, early)
    },
    async command(id) {
      const row = selectCommand.get(id) as CommandRow | undefined
      if (row === undefined) return undefined
      const record: CommandRecord = { id, hash: row.hash, receipt: JSON.parse(row.receipt) }
      return { ...record, stream: row.stream }
    },
    async commitAt(stream, firstVersion) {
      const row = selectCommitId.get(entries.of(stream).id, firstVersion) as { id: string | null } | undefined
      return row?.id ?? undefined
    },
    async readAll(after, limit, filter) {
      if (after >= newest) return []
      return tail.after(after, limit, keeper(filter)) ?? reads.all(after, limit, filter)
    },
    async position() {
      return newest
    },
    newest: () => newest,
    async streams(prefix, after, limit) {
      const behind = `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`
      return selectHeads.all(prefix, after, behind, limit) as StreamHead[]
    },
    async checkpoint(name) {
      return (selectCheckpoint.get(name) as { value: number } | undefined)?.value ?? 0
    },
    async setCheckpoint(name, value) {
      file.transaction(() => upsertCheckpoint.run(name, value), { durable: false })
    },
    onGrowth(call) {
      listeners.add(call)
      return () => listeners.delete(call)
    },
    async close() {
      listeners.clear()
      opened.delete(file)
    },
  }
}
