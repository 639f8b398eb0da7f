import { partitionOfStream } from '@waitlist/contracts'
import type { AnyBulkWriteOperation } from 'mongodb'
import type { EventLog } from '../port.ts'
import type { Collections, CommitDocument, WakeDocument } from './collections.ts'
import { despiteDuplicates } from './duplicates.ts'

type Wakes = Pick<EventLog, 'owing' | 'nextWake' | 'setWake'>
type Noted = Pick<CommitDocument, '_id' | 'stream' | 'to' | 'partition' | 'wake'>

const AT_ONCE = 1000
/** The commits that the wakes come from are durable: what is lost of these is noted again. */
const QUICK = { writeConcern: { w: 1 } } as const

function kindOf(stream: string): string {
  return stream.slice(0, stream.indexOf(':') + 1)
}

/** Notes when a stream owes something, unless what is noted was decided on a version as new or newer. */
function note({ stream, partition, to: version, wake }: Noted): AnyBulkWriteOperation<WakeDocument> {
  const filter = { _id: stream, version: { $lt: version } }
  if (typeof wake !== 'number') return { deleteOne: { filter } }
  const update = { $set: { kind: kindOf(stream), partition, wakeAt: wake, version } }
  return { updateOne: { filter, update, upsert: true } }
}

/**
 * When streams next owe something. A commit brings it along, so that both are written at once or not at all; before
 * anything is asked, what commits have brought is noted in a small collection, and taken from them.
 */
export function createWakes({ commitsNow, wakes }: Collections, owned: () => number[], head: EventLog['head']): Wakes {
  async function noteAll(found: readonly Noted[]): Promise<void> {
    const newest = new Map<string, Noted>()
    for (const one of found) if (one.to > (newest.get(one.stream)?.to ?? 0)) newest.set(one.stream, one)
    await despiteDuplicates(wakes.bulkWrite([...newest.values()].map(note), { ordered: false, ...QUICK }))
    await commitsNow.updateMany({ _id: { $in: found.map(({ _id }) => _id) } }, { $unset: { wake: '' } }, QUICK)
  }

  async function noteNew(partitions: number[]): Promise<void> {
    const projection = { stream: 1, to: 1, partition: 1, wake: 1 }
    const brought = { wake: { $exists: true }, partition: { $in: partitions } }
    for (;;) {
      const found = await commitsNow.find(brought, { projection, limit: AT_ONCE }).toArray()
      if (found.length > 0) await noteAll(found)
      if (found.length < AT_ONCE) return
    }
  }

  async function find(prefix: string, before: number, limit: number): Promise<{ stream: string; wakeAt: number }[]> {
    const partitions = owned()
    await noteNew(partitions)
    const rows = await wakes
      .find({ kind: prefix, partition: { $in: partitions }, wakeAt: { $lte: before } })
      .sort({ wakeAt: 1 })
      .limit(limit)
      .toArray()
    return rows.map(({ _id, wakeAt }) => ({ stream: _id, wakeAt }))
  }

  return {
    owing: find,
    async nextWake(prefix) {
      return (await find(prefix, Number.POSITIVE_INFINITY, 1))[0]?.wakeAt
    },
    async setWake(stream, wakeAt, asOf) {
      const version = await head(stream)
      if (asOf !== undefined && asOf < version) return
      const partition = partitionOfStream(stream)
      await noteNew([partition])
      const filter = { _id: stream, version: { $lte: version } }
      if (wakeAt === null) {
        await wakes.deleteOne(filter, QUICK)
        return
      }
      const update = { $set: { kind: kindOf(stream), partition, wakeAt, version } }
      await despiteDuplicates(wakes.bulkWrite([{ updateOne: { filter, update, upsert: true } }], { ordered: false }))
    },
  }
}
