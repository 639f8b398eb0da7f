import { inRounds } from '@waitlist/event-log'
import { isOutage, type MongoStore } from '@waitlist/event-log/mongo'
import type { EntryAnswers, ResealableAnswers } from '../form-answers.ts'
import { type PeopleCipher, requireKeys, type Sealed } from '../people-cipher.ts'
import { openAnswers, sealAnswers } from '../sealed-answers.ts'

type AnswersDocument = Omit<EntryAnswers, 'entryId' | 'answers'> & Sealed & { readonly _id: string }

/**
 * Answers in a MongoDB database, encrypted; durable before `put` resolves. Calls at once share a write. Rejects with
 * PeopleKeyError when a key is missing.
 */
export async function createMongoFormAnswers(
  { db }: Pick<MongoStore, 'db'>,
  cipher: PeopleCipher,
): Promise<ResealableAnswers> {
  const kept = db.collection<AnswersDocument>('form_answers')
  await kept.createIndex({ customerId: 1 })
  await kept.createIndex({ key: 1 })
  requireKeys(cipher, (await kept.distinct('key')) as string[])

  const write = inRounds<EntryAnswers>(async (answered) => {
    const newest = new Map(answered.map((one) => [one.entryId, one]))
    const upserts = [...newest.values()].map(({ entryId, answers, ...about }) => ({
      replaceOne: {
        filter: { _id: entryId },
        replacement: { ...about, ...sealAnswers(cipher, entryId, answers) },
        upsert: true,
      },
    }))
    await kept.bulkWrite(upserts, { ordered: false })
  }, isOutage)

  return {
    put: (answered) => write(answered.map((one) => structuredClone(one))),
    async get(entryIds) {
      if (entryIds.length === 0) return new Map()
      const documents = await kept.find({ _id: { $in: [...new Set(entryIds)] } }).toArray()
      return new Map(
        documents.flatMap(({ _id: entryId, key, sealed }) => openAnswers(cipher, { entryId, key, sealed })),
      )
    },
    async forget(entryIds) {
      if (entryIds.length > 0) await kept.deleteMany({ _id: { $in: [...entryIds] } })
    },
    forgetCustomer: async (customerId) => (await kept.deleteMany({ customerId })).deletedCount,
    async reseal(limit) {
      const documents = await kept
        .find({ key: { $ne: cipher.newest } })
        .limit(limit)
        .toArray()
      const updates = documents.flatMap(({ _id, key, sealed }) =>
        openAnswers(cipher, { entryId: _id, key, sealed }).map(([entryId, answers]) => ({
          // Who answers anew meanwhile is sealed with the newest key already.
          updateOne: { filter: { _id, key, sealed }, update: { $set: sealAnswers(cipher, entryId, answers) } },
        })),
      )
      if (updates.length > 0) await kept.bulkWrite(updates, { ordered: false })
      return updates.length
    },
  }
}
