import { randomUUID } from 'node:crypto'
import { type RecordedEvent, streamOf } from '@waitlist/contracts'
import type { EventLog, Writer } from '@waitlist/event-log'
import type { Command } from '../domain/commands.ts'
import type { JoinState } from '../domain/state.ts'
import { type Changes, createPicker, type Picked } from './batch.ts'
import type { PositionStore } from './port.ts'

export type BatchSettings = {
  readonly store: PositionStore
  readonly writer: Pick<Writer<JoinState, Command>, 'read'>
  readonly log: Pick<EventLog, 'read' | 'head'>
  /** Whether to go on; asked between parts. */
  readonly isClosing: () => boolean
}

/** More versions than that are not looked up one by one: everything is told instead. */
const MOST_VERSIONS = 2000
const MOST_ATTEMPTS = 4
/** So often a look may find versions that nobody told of before the first part is written all the same. */
const MOST_LOOKS = 3

/** The store answered each time, and still the model could not be brought up to the waitlist. */
export class UnfinishedError extends Error {
  override readonly name = 'UnfinishedError'
}

/** The entry that an event of a waitlist, or of its offers, is about. */
export function entryIn(event: RecordedEvent): string | undefined {
  return 'entryId' in event.data ? event.data.entryId : undefined
}

/**
 * Brings the model of an event up to its waitlist: tells what changed after `since`, or everything where the model has
 * nothing that this follows from. Resolves with the version that the model has now, undefined when it was not finished.
 */
export async function writeBatch(
  settings: BatchSettings,
  eventId: string,
  changes: Changes,
  since: number | undefined,
): Promise<number | undefined> {
  const { store, isClosing } = settings
  let from = since ?? (await store.version(eventId))
  if (since === undefined && from !== undefined) changes.upTo = from
  for (let attempt = 0; attempt < MOST_ATTEMPTS && !isClosing(); attempt += 1) {
    const outcome = await attemptBatch(settings, eventId, changes, from)
    if (outcome.status === 'done') return outcome.version
    if (outcome.status === 'stopped') return undefined
    from = outcome.version
    // What came after that version counts as unknown; the log tells it.
    if (from !== undefined) changes.upTo = from
  }
  if (isClosing()) return undefined
  throw new UnfinishedError(`positions could not be written in ${MOST_ATTEMPTS} attempts`)
}

type Outcome =
  | { readonly status: 'done'; readonly version: number }
  | { readonly status: 'stopped' }
  /** To be begun again from a version; from nothing when it is undefined. */
  | { readonly status: 'again'; readonly version: number | undefined }

async function attemptBatch(
  settings: BatchSettings,
  eventId: string,
  changes: Changes,
  since: number | undefined,
): Promise<Outcome> {
  const { store, writer, log, isClosing } = settings
  const stream = streamOf('waitlist', eventId)
  const batch = randomUUID()
  const { pick } = createPicker(changes, since === undefined)
  let first = true
  for (let looks = 1; !isClosing(); looks += 1) {
    const picked = await writer.read(stream, pick)
    const { version, facts, entries, complete } = picked
    if (first && picked.unknownFrom !== undefined && looks <= MOST_LOOKS) {
      // Once a part is there, nobody is told anything until the last one is: better to know first what there is to tell.
      for (const { entryId } of entries) changes.entryIds.add(entryId)
      if (!(await lookUpChanges(settings, stream, changes, picked))) return { status: 'again', version: undefined }
      continue
    }
    const result = await store.put({ eventId, batch, since, first, last: complete, version, facts, entries })
    if (result.status === 'ahead') {
      // Either another process has written more, or what is there comes from a log that is no more.
      if ((await log.head(stream)) >= result.version) return { status: 'done', version }
      await store.drop(eventId)
      return { status: 'again', version: undefined }
    }
    if (result.status === 'missing') return { status: 'again', version: undefined }
    if (result.status === 'behind') {
      for (const { entryId } of entries) changes.entryIds.add(entryId)
      return { status: 'again', version: result.version }
    }
    if (complete) return { status: 'done', version }
    first = false
    if (!(await lookUpChanges(settings, stream, changes, picked))) return { status: 'again', version: undefined }
  }
  return { status: 'stopped' }
}

/** Adds what changed in versions that nobody told of; false when these are too many, or not there. */
async function lookUpChanges(
  { log }: BatchSettings,
  stream: string,
  { entryIds }: Changes,
  { unknownFrom, version }: Picked,
): Promise<boolean> {
  if (unknownFrom === undefined) return true
  const count = version - unknownFrom + 1
  if (count > MOST_VERSIONS) return false
  const events = await log.read(stream, unknownFrom, count)
  for (const event of events) {
    const entryId = entryIn(event)
    if (entryId !== undefined) entryIds.add(entryId)
  }
  return events.length === count
}
