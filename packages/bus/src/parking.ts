import type { DataFile } from '@waitlist/event-log'
import type { ParkedEvent, ParkingLot } from './port.ts'

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

/** Parked events in a table of the shared data file; durable when `park` resolves. */
export function createSqliteParking(file: DataFile): ParkingLot {
  file.transaction(() => file.exec(TABLE))
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
      return select.all(after, limit).map((row) => ({ ...row }) as unknown as ParkedEvent & { position: number })
    },
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
