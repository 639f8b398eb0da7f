import { inRounds } from '@waitlist/event-log'
import { despiteDuplicates, isOutage, type MongoStore } from '@waitlist/event-log/mongo'
import type { AnswerStore, KeptAnswer } from '../answers.ts'

type AnswerDocument = Omit<KeptAnswer, 'id'> & { readonly _id: string }

/** First answers to keyed requests, in a MongoDB database; durable before `keep` resolves. Calls at once share a write. */
export function createMongoAnswers({ db }: Pick<MongoStore, 'db'>): AnswerStore {
  const answers = db.collection<AnswerDocument>('answers')

  const write = inRounds<KeptAnswer>(async (added) => {
    const upserts = added.map(({ id, ...rest }) => ({
      updateOne: { filter: { _id: id }, update: { $setOnInsert: rest }, upsert: true },
    }))
    // Two processes that keep an answer under one id at the same moment: one of them comes second, and that is all.
    await despiteDuplicates(answers.bulkWrite(upserts, { ordered: false }))
  }, isOutage)

  const find = async (id: string) => {
    const document = await answers.findOne({ _id: id })
    if (document === null) return undefined
    const { _id, ...rest } = document
    return { id: _id, ...rest }
  }

  return {
    find,
    async keep(answer) {
      await write([answer])
      // Nothing takes an answer away, so the one that is there now is the first.
      return (await find(answer.id)) ?? answer
    },
  }
}
