import { createHash } from 'node:crypto'
import { partitionOfStream, type RecordedEvent, streamOf } from '@waitlist/contracts'
import { eventKey } from '../event-key.ts'
import type { Commit, NewEvent, PlacedEvent } from '../port.ts'
import { recorded } from '../recorded.ts'
import type { CommitDocument } from './collections.ts'

/** Brings an event of an older schema to the latest one. */
export type Upcast = (event: RecordedEvent) => RecordedEvent

const DIGITS = 10
const OWN_ID = /^(?:waitlist|release|notice|inbound):[A-Za-z0-9._:-]+@[1-9][0-9]*$/

/** The id of the document that begins at a version of a stream; ids sort as streams and versions do. */
export function idOf(stream: string, version: number): string {
  return `${stream}@${String(version).padStart(DIGITS, '0')}`
}

/** The ids of all documents of a stream lie between these. */
export function idsOf(stream: string): { readonly $gte: string; readonly $lt: string } {
  return { $gte: `${stream}@`, $lt: `${stream}A` }
}

/** What stands before an event in every scan: its cause, and the line that it was decided on. */
function needsOf(event: NewEvent, stream: string, key: string): string[] {
  const { causationId } = event
  const { lineVersion = 0 } = event.data as { readonly lineVersion?: number }
  const needs: string[] = []
  if (lineVersion > 0) needs.push(`${streamOf('waitlist', key)}@${lineVersion}`)
  if (causationId === undefined) return needs
  if (OWN_ID.test(causationId)) needs.push(causationId)
  // What publishers say about the causes of their own events is their affair.
  else if (!stream.startsWith('inbound:')) needs.push(`${streamOf('inbound', key)}#${causationId}`)
  // Its own stream is in order anyway.
  return needs.filter((need) => !need.startsWith(`${stream}@`))
}

type Place = Pick<CommitDocument, '_id' | 'stream' | 'from' | 'to' | 'stamp'>

function documentOf(place: Place, events: readonly NewEvent[]): CommitDocument {
  const { stream } = place
  const key = eventKey(stream, events[0] as NewEvent)
  const ids = stream.startsWith('inbound:') ? events.flatMap(({ id }) => id ?? []) : []
  const needs = [...new Set(events.flatMap((event) => needsOf(event, stream, key)))]
  return {
    ...place,
    key,
    partition: partitionOfStream(stream),
    types: [...new Set(events.map(({ type }) => type))],
    events: JSON.stringify(events),
    ...(ids.length > 0 && { ids }),
    ...(needs.length > 0 && { needs }),
    unplaced: true,
  }
}

/** An own commit as it is stored. */
export function commitDocument(commit: Commit, stamp: number, outbox: boolean): CommitDocument {
  const { stream, firstVersion: from, events, commands, wakeAt } = commit
  const stored = commands.map(({ id, hash, receipt }) => ({ id, hash, receipt: JSON.stringify(receipt ?? null) }))
  return {
    ...documentOf({ _id: idOf(stream, from), stream, from, to: from + events.length - 1, stamp }, events),
    commit: commit.id,
    ...(stored.length > 0 && { commands: stored }),
    ...(outbox && { pending: true }),
    ...(wakeAt !== undefined && { wake: wakeAt }),
  }
}

/** A followed event as it is stored; one without a version is told apart by its publisher's source and id. */
export function followedDocument({ stream, version, ...event }: RecordedEvent, stamp: number): CommitDocument {
  const name = createHash('sha256')
    .update(JSON.stringify([event.source, event.id]))
    .digest('base64url')
  const _id = version > 0 ? idOf(stream, version) : `${idOf(stream, 0)}#${name}`
  return documentOf({ _id, stream, from: version, to: version, stamp }, [event as NewEvent])
}

/** The fields that events are read from. */
export const EVENT_FIELDS = { stream: 1, from: 1, to: 1, events: 1, stamp: 1 } as const

/** The events of a document, in order. */
export function decode({ stream, from, events }: Pick<CommitDocument, 'stream' | 'from' | 'events'>, upcast: Upcast) {
  return (JSON.parse(events) as NewEvent[]).map((event, at) => upcast(recorded(event, stream, from + at)))
}

/** The events of a document that has a position, each with its own. */
export function decodePlaced(document: CommitDocument, upcast: Upcast): PlacedEvent[] {
  const events = decode(document, upcast)
  const first = (document.position as number) - events.length + 1
  return events.map((event, at) => ({ position: first + at, event }))
}
