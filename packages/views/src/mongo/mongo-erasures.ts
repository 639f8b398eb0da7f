import type { MongoStore } from '@waitlist/event-log/mongo'
import type { Erasure, ErasureBook } from '../erasures.ts'

type ErasureDocument = { readonly _id: string; readonly erasureId: string; readonly begunAt: number }

const erasureOf = ({ _id: customerId, erasureId, begunAt }: ErasureDocument): Erasure => ({
  customerId,
  erasureId,
  begunAt,
})

/** The erasures under way, in a MongoDB database. */
export function createMongoErasures({ db }: Pick<MongoStore, 'db'>): ErasureBook {
  const erasures = db.collection<ErasureDocument>('erasures')
  return {
    async begin({ customerId, erasureId, begunAt }) {
      const kept = await erasures.findOneAndUpdate(
        { _id: customerId },
        { $setOnInsert: { erasureId, begunAt } },
        { upsert: true, returnDocument: 'after' },
      )
      return kept ? erasureOf(kept) : { customerId, erasureId, begunAt }
    },
    async unfinished(before, limit) {
      const found = await erasures
        .find({ begunAt: { $lt: before } })
        .sort({ begunAt: 1 })
        .limit(limit)
        .toArray()
      return found.map(erasureOf)
    },
    async end({ customerId, erasureId }) {
      await erasures.deleteOne({ _id: customerId, erasureId })
    },
  }
}
