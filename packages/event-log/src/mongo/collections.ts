import type { EventType } from '@waitlist/contracts'
import type { Collection, Db } from 'mongodb'

export type StoredCommand = { readonly id: string; readonly hash: string; readonly receipt: string }

/** What was written at once of a stream: an own commit, or one event of a followed stream. */
export type CommitDocument = {
  /** stream@first version: two writers collide on it. */
  readonly _id: string
  readonly stream: string
  /** The first and last version; both 0 for an event that has none. */
  readonly from: number
  readonly to: number
  readonly key: string
  readonly partition: number
  /** In which order documents were written: grows in a process, and along a stream. */
  readonly stamp: number
  readonly types: readonly EventType[]
  /** JSON, without the places that follow from the document's. */
  readonly events: string
  /** Of an own commit only. */
  readonly commit?: string
  readonly commands?: readonly StoredCommand[]
  /** Ids that publishers gave: what others may name as their cause. */
  readonly ids?: readonly string[]
  /** What stands before it in the scan: stream@version, or stream#id of an event that a publisher named. */
  readonly needs?: readonly string[]
  /** Whether it may be the first of its stream that was written. */
  readonly first?: true
  readonly pending?: true
  /** When the stream next owes something, until that is noted among the wakes. */
  readonly wake?: number | null
  readonly unplaced?: true
  /** The position of its last event. */
  readonly position?: number
}

export type WakeDocument = {
  readonly _id: string
  readonly kind: string
  readonly partition: number
  /** Null while the stream owes nothing: kept for a while, so that an older moment is not noted after it. */
  readonly wakeAt: number | null
  /** The version of the stream that it was decided on. */
  readonly version: number
  readonly idleSince?: Date
}

/** Positions that are being given: made durable before the first of them is written, so that anybody can finish it. */
export type Plan = {
  readonly id: string
  readonly through: number
  readonly places: readonly { readonly _id: string; readonly position: number }[]
}

export type PlacingDocument = { readonly _id: 'log'; readonly through: number; readonly plan?: Plan }

export type Collections = {
  /** Read as a majority has it: what is read there is never taken back. */
  readonly commits: Collection<CommitDocument>
  /** The same as the primary has it now, for what is only a hint. */
  readonly commitsNow: Collection<CommitDocument>
  readonly wakes: Collection<WakeDocument>
  readonly checkpoints: Collection<{ readonly _id: string; readonly value: number }>
  readonly placing: Collection<PlacingDocument>
}

const has = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } })
const is = (field: string) => ({ partialFilterExpression: { [field]: true } })

/** Opens the log's collections, with their indexes; most of these hold few documents, for a while. */
export async function openCollections(db: Db): Promise<Collections> {
  const commits = db.collection<CommitDocument>('commits')
  const placing = db.collection<PlacingDocument>('placing')
  const local = { readConcern: { level: 'local' } as const }
  const wakes = db.collection<WakeDocument>('wakes', local)
  await commits.createIndexes([
    { name: 'commands', key: { 'commands.id': 1 }, unique: true, ...has('commands.id') },
    { name: 'pending', key: { partition: 1, stamp: 1, _id: 1 }, ...is('pending') },
    { name: 'wake', key: { partition: 1 }, ...has('wake') },
    { name: 'first', key: { stream: 1 }, ...is('first') },
    { name: 'unplaced', key: { stamp: 1, _id: 1 }, ...is('unplaced') },
    { name: 'position', key: { position: 1 }, unique: true, ...has('position') },
    { name: 'position-of-key', key: { key: 1, position: 1 }, ...has('position') },
    { name: 'position-of-stream', key: { stream: 1, position: 1 }, ...has('position') },
    { name: 'ids', key: { ids: 1 }, ...has('ids') },
  ])
  await wakes.createIndexes([
    { name: 'next', key: { kind: 1, partition: 1, wakeAt: 1 } },
    { name: 'idle', key: { idleSince: 1 }, expireAfterSeconds: 3600 },
  ])
  await placing.updateOne({ _id: 'log' }, { $setOnInsert: { through: 0 } }, { upsert: true })
  return {
    commits,
    commitsNow: db.collection<CommitDocument>('commits', local),
    wakes,
    checkpoints: db.collection('checkpoints', local),
    placing,
  }
}
