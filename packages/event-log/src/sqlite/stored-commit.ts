import { crc32 } from 'node:zlib'
import type { RecordedEvent } from '@waitlist/contracts'
import type { NewEvent, PlacedEvent } from '../port.ts'
import { recorded } from '../recorded.ts'
import { DataFileError } from './data-errors.ts'

/** Brings an event of an older schema to the latest one. */
export type Upcast = (event: RecordedEvent) => RecordedEvent

/** The columns that a commit's events are read from. */
export type CommitRow = {
  readonly position: number
  readonly name: string
  readonly first_version: number
  readonly count: number
  readonly id: string | null
  readonly checksum: number
  readonly events: string
}

export const COMMIT_COLUMNS = 'c.position, s.name, c.first_version, c.count, c.id, c.checksum, c.events'

/** The events of a row in order. Throws DataFileError when its text is not the one that was written. */
export function decodeCommit(row: CommitRow, upcast: Upcast): RecordedEvent[] {
  if (crc32(row.events) !== row.checksum) {
    throw new DataFileError(`The data file is damaged: ${row.name}@${row.first_version} does not match its checksum`)
  }
  const events = JSON.parse(row.events) as NewEvent[]
  return events.map((event, at) => upcast(recorded(event, row.name, row.first_version + at)))
}

/** The events of a row with their positions. */
export function placeCommit(row: CommitRow, upcast: Upcast): PlacedEvent[] {
  const first = row.position - row.count + 1
  return decodeCommit(row, upcast).map((event, at) => ({ position: first + at, event }))
}

/** What a followed event is stored as: its own id is kept, its place is the row's. */
export function withoutPlace({ stream, version, ...event }: RecordedEvent): NewEvent {
  return event
}
