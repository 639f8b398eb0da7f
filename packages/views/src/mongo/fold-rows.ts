import type { RecordedEvent } from '@waitlist/contracts'
import { type AnyBulkWriteOperation, type Collection, MongoBulkWriteError } from 'mongodb'
import type { View } from '../define-view.ts'

/** A row, with the version of each stream that was last folded into it; `revision` is what a write compares and sets. */
export type RowDocument<Row> = {
  readonly _id: string
  readonly row: Row
  readonly applied: readonly (readonly [stream: string, version: number])[]
  readonly revision: number
}

const DUPLICATE_KEY = 11_000
const ROWS_AT_ONCE = 1000

/** The events that bear on rows, by key. */
function byKey<Row extends object>(view: View<Row>, events: readonly RecordedEvent[]): Map<string, RecordedEvent[]> {
  const types = new Set<string>(view.on)
  const found = new Map<string, RecordedEvent[]>()
  for (const event of events) {
    const key = types.has(event.type) ? view.key(event) : undefined
    if (key === undefined) continue
    const known = found.get(key)
    if (known === undefined) found.set(key, [event])
    else known.push(event)
  }
  return found
}

/** The row after what it has not seen of these events; undefined when it has seen all of them. */
function folded<Row extends object>(
  view: View<Row>,
  key: string,
  before: RowDocument<Row> | undefined,
  events: readonly RecordedEvent[],
): RowDocument<Row> | undefined {
  const applied = new Map(before?.applied)
  let row = before?.row ?? view.initial(key)
  let changed = false
  for (const event of events) {
    if (event.version <= (applied.get(event.stream) ?? 0)) continue
    row = view.fold(row, event)
    applied.set(event.stream, event.version)
    changed = true
  }
  return changed ? { _id: key, row, applied: [...applied], revision: (before?.revision ?? 0) + 1 } : undefined
}

/** Makes the fold of a view into its collection; each row is compared and set, so that several processes may fold. */
export function createFoldRows<Row extends object>(view: View<Row>, rows: Collection<RowDocument<Row>>) {
  type Operation = AnyBulkWriteOperation<RowDocument<Row>>

  async function readRows(keys: readonly string[]): Promise<Map<string, RowDocument<Row>>> {
    const documents = (await rows.find({ _id: { $in: keys } } as object).toArray()) as RowDocument<Row>[]
    return new Map(documents.map((document) => [document._id, document]))
  }

  function operationOf(before: RowDocument<Row> | undefined, after: RowDocument<Row>): Operation {
    if (before === undefined) return { insertOne: { document: after } } as Operation
    const { _id, revision } = before
    return { replaceOne: { filter: { _id, revision }, replacement: after } } as Operation
  }

  /** Whether all of them were written: none was overtaken by another process. */
  async function write(operations: readonly Operation[]): Promise<boolean> {
    try {
      const { insertedCount, matchedCount } = await rows.bulkWrite(operations, { ordered: false })
      return insertedCount + matchedCount === operations.length
    } catch (failure) {
      const errors = failure instanceof MongoBulkWriteError ? [failure.writeErrors].flat() : []
      if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw failure
      return false
    }
  }

  async function foldPart(part: readonly (readonly [string, RecordedEvent[]])[]): Promise<void> {
    for (;;) {
      const before = await readRows(part.map(([key]) => key))
      const operations = part.flatMap(([key, events]) => {
        const after = folded(view, key, before.get(key), events)
        return after ? operationOf(before.get(key), after) : []
      })
      if (operations.length === 0 || (await write(operations))) return
    }
  }

  return async (events: readonly RecordedEvent[]): Promise<void> => {
    const grouped = [...byKey(view, events)]
    for (let at = 0; at < grouped.length; at += ROWS_AT_ONCE) await foldPart(grouped.slice(at, at + ROWS_AT_ONCE))
  }
}
