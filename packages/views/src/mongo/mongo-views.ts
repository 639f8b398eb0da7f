import type { RecordedEvent } from '@waitlist/contracts'
import { inRounds } from '@waitlist/event-log'
import { isOutage, type MongoStore } from '@waitlist/event-log/mongo'
import type { Db } from 'mongodb'
import type { View, ViewStore, Views } from '../define-view.ts'
import { createStreamOrder, streamsOf } from '../stream-order.ts'
import { createFoldRows, type RowDocument } from './fold-rows.ts'

type ProgressDocument = { readonly _id: string; readonly version: number }

/** What is lost of the progress is folded again, and the rows know that they have seen it. */
const QUICK = { ordered: false, writeConcern: { w: 1 } } as const
const LOCAL = { readConcern: { level: 'local' } } as const

/**
 * Views in a MongoDB database: they outlast the process, and several processes may apply the same events. What overtakes
 * waits in memory; a process that starts brings a view up to the log with `rebuild`. Rows are data that BSON can say.
 */
export function createMongoViews({ db }: Pick<MongoStore, 'db'>): Views {
  return { open: (view) => openView(db, view) }
}

function openView<Row extends object>(db: Db, view: View<Row>): ViewStore<Row> {
  const rows = db.collection<RowDocument<Row>>(`view_${view.name}`)
  const progress = db.collection<ProgressDocument>('views', LOCAL)
  const order = createStreamOrder(view.name)
  const foldRows = createFoldRows(view, db.collection<RowDocument<Row>>(`view_${view.name}`, LOCAL))
  const idOf = (stream: string) => `${view.name}/${stream}`

  /** Learns how far streams are applied, by whichever process. */
  async function learn(streams: readonly string[]): Promise<void> {
    if (streams.length === 0) return
    const found = new Map<string, number>()
    const documents = progress.find({ _id: { $in: streams.map(idOf) } })
    for await (const { _id, version } of documents) found.set(_id, version)
    for (const stream of streams) order.know(stream, found.get(idOf(stream)) ?? 0)
  }

  async function save(events: readonly RecordedEvent[]): Promise<void> {
    const reached = new Map(events.map(({ stream, version }) => [idOf(stream), version]))
    const updates = [...reached].map(([_id, version]) => {
      return { updateOne: { filter: { _id }, update: { $max: { version } }, upsert: true } }
    })
    if (updates.length > 0) await progress.bulkWrite(updates, QUICK)
  }

  /** Whether another process may have got further with a stream than we know. */
  function mayLag({ stream, version }: RecordedEvent): boolean {
    const known = order.versionOf(stream)
    return known === undefined || version > known + 1
  }

  const applyInRounds = inRounds<RecordedEvent>(async (events) => {
    await learn([...streamsOf(events.filter(mayLag))])
    const ready = order.ready(events)
    await foldRows(ready)
    for (const { stream, version } of ready) order.know(stream, version)
    await save(ready)
  }, isOutage)

  return {
    async apply(events) {
      await applyInRounds(events)
      return order.reached(streamsOf(events))
    },
    async applied(streams) {
      await learn(streams)
      return order.reached(streams)
    },
    async get(key) {
      const document = (await rows.findOne({ _id: key } as object)) as RowDocument<Row> | null
      return document?.row
    },
    async rows() {
      const documents = (await rows.find().sort({ _id: 1 }).toArray()) as unknown as RowDocument<Row>[]
      return documents.map(({ _id, row }) => [_id, row] as const)
    },
  }
}

/** Throws away what a view holds and how far it got; to be projected again, with no process about that goes on from it. */
export async function clearMongoView(
  { db }: Pick<MongoStore, 'db'>,
  { name }: Pick<View<object>, 'name'>,
): Promise<void> {
  // First how far it got: what is lost between the two is projected again.
  await db.collection<ProgressDocument>('views').deleteMany({ _id: { $gte: `${name}/`, $lt: `${name}0` } })
  await db.collection(`view_${name}`).deleteMany({})
}
