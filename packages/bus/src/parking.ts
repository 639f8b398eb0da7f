import type { DataFile } from '@waitlist/event-log'
import type { ParkedEvent, ParkedRow, ParkingDesk, ParkingLot } from './port.ts'

const TABLE = `
  CREATE TABLE IF NOT EXISTS parked (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL,
    "group" TEXT NOT NULL,
    origin TEXT NOT NULL,
    reason TEXT NOT NULL,
    bytes TEXT NOT NULL,
    time INTEGER NOT NULL
  ) STRICT`
/** Beside the other table, which is older. */
const RETRIES = 'CREATE TABLE IF NOT EXISTS parked_retries (position INTEGER PRIMARY KEY) STRICT'

/** A parking lot that a tool beside the product can ask to have events handled again. */
export type SqliteParking = ParkingLot &
  ParkingDesk & {
    /** Some of those that were asked for again; each is dropped by whoever has handled it. */
    retries(limit: number): readonly ParkedRow[]
  }

/** Parked events in a table of the shared data file; durable when `park` resolves. */
export function createSqliteParking(file: DataFile): SqliteParking {
  file.transaction(() => {
    file.exec(TABLE)
    file.exec(RETRIES)
  })
  const selectRetries = file.prepare(
    'SELECT p.position, topic, "group", origin, reason, bytes, time FROM parked_retries r JOIN parked p USING (position) LIMIT ?',
  )
  const insertRetry = file.prepare(
    'INSERT OR IGNORE INTO parked_retries (position) SELECT position FROM parked WHERE position = ?',
  )
  const selectOne = file.prepare('SELECT 1 FROM parked WHERE position = ?')
  const remove = file.prepare('DELETE FROM parked WHERE position = ?')
  const removeRetry = file.prepare('DELETE FROM parked_retries WHERE position = ?')
  const takeOut = (position: number) => {
    removeRetry.run(position)
    return remove.run(position).changes > 0
  }
  const insert = file.prepare(
    'INSERT INTO parked (topic, "group", origin, reason, bytes, time) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const select = file.prepare(
    'SELECT position, topic, "group", origin, reason, bytes, time FROM parked WHERE position > ? ORDER BY position LIMIT ?',
  )
  return {
    async park({ topic, group, origin, reason, bytes, time }) {
      file.transaction(() => insert.run(topic, group, origin, reason, bytes, time))
    },
    async parked(after, limit) {
      return select.all(after, limit).map((row) => ({ ...row }) as unknown as ParkedRow)
    },
    async retry(position) {
      return file.transaction(() => {
        if (!selectOne.get(position)) return false
        insertRetry.run(position)
        return true
      })
    },
    async drop(position) {
      return file.transaction(() => takeOut(position))
    },
    retries: (limit) => selectRetries.all(limit).map((row) => ({ ...row }) as unknown as ParkedRow),
  }
}

/** Parked events in memory, for simulations and tests. */
export function createMemoryParking(): ParkingLot {
  const events: (ParkedEvent & { readonly position: number })[] = []
  return {
    async park(event) {
      events.push({ ...event, position: events.length + 1 })
    },
    async parked(after, limit) {
      return events.slice(after, after + limit)
    },
  }
}
