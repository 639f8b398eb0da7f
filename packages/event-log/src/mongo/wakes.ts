import { partitionOfStream } from '@waitlist/contracts'
import type { AnyBulkWriteOperation } from 'mongodb'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { EventLog } from '../port.ts'
import type { Collections, CommitDocument, WakeDocument } from './collections.ts'
import { despiteDuplicates } from './duplicates.ts'

type Wakes = Pick<EventLog, 'owing' | 'nextWake' | 'setWake'> & {
  /** Commits have brought some: notes them in a while, so that whoever asks finds little to do. */
  brought(): void
  stop(): void
}
type Noted = Pick<CommitDocument, '_id' | 'stream' | 'to' | 'partition' | 'wake'>

const AT_ONCE = 1000
const NOTE_AFTER_MS = 1000
/** The commits that the wakes come from are durable: what is lost of these is noted again. */
const QUICK = { writeConcern: { w: 1 } } as const

function kindOf(stream: string): string {
  return stream.slice(0, stream.indexOf(':') + 1)
}

type Update = AnyBulkWriteOperation<WakeDocument>

/** Notes when a stream owes something, unless something newer is noted: the upsert then meets a duplicate. */
function noting(row: Pick<WakeDocument, '_id' | 'partition' | 'wakeAt' | 'version'>, before: object): Update {
  const { _id, partition, wakeAt, version } = row
  const idle = wakeAt === null ? { $currentDate: { idleSince: true as const } } : { $unset: { idleSince: '' as const } }
  const update = { $set: { kind: kindOf(_id), partition, wakeAt, version }, ...idle }
  return { updateOne: { filter: { _id, version: before }, update, upsert: true } } as Update
}

/** What a commit brought counts less than what was decided on it afterwards. */
function note({ stream, partition, to: version, wake = null }: Noted): Update {
  return noting({ _id: stream, partition, wakeAt: wake, version }, { $lt: version })
}

export type WakeSettings = {
  /** The partitions whose streams are asked for. */
  readonly owned: () => number[]
  readonly head: EventLog['head']
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * When streams next owe something. A commit brings it along, so that both are written at once or not at all; before
 * anything is asked, what commits have brought is noted in a small collection, and taken from them.
 */
export function createWakes({ commitsNow, wakes }: Collections, { owned, head, clock, logger }: WakeSettings): Wakes {
  let cancel: (() => void) | undefined

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
    return rows.map(({ _id, wakeAt }) => ({ stream: _id, wakeAt: wakeAt as number }))
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
      const row = { _id: stream, partition, wakeAt, version }
      await despiteDuplicates(wakes.bulkWrite([noting(row, { $lte: version })], { ordered: false }))
    },
    brought() {
      cancel ??= clock.after(NOTE_AFTER_MS, () => {
        cancel = undefined
        const failed = (error: unknown) => logger.warn({ err: error }, 'what streams owe could not be noted yet')
        void noteNew(owned()).catch(failed)
      })
    },
    stop: () => cancel?.(),
  }
}
