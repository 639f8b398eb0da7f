import { inRounds } from '@waitlist/event-log'
import { isOutage, type MongoStore } from '@waitlist/event-log/mongo'
import { MongoBulkWriteError } from 'mongodb'
import type { AnswerStore, KeptAnswer } from '../answers.ts'

type AnswerDocument = Omit<KeptAnswer, 'id'> & { readonly _id: string }

const DUPLICATE_KEY = 11_000

/** Two processes that keep an answer under one id at the same moment: one of them comes second, and that is all. */
function cameSecond(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError)) return false
  const errors = [error.writeErrors].flat()
  return errors.length > 0 && errors.every(({ code }) => code === DUPLICATE_KEY)
}

/** First answers to keyed requests, in a MongoDB database; durable before `keep` resolves. Calls at once share a write. */
export function createMongoAnswers({ db }: Pick<MongoStore, 'db'>): AnswerStore {
  const answers = db.collection<AnswerDocument>('answers')

  const write = inRounds<KeptAnswer>(async (added) => {
    const upserts = added.map(({ id, ...rest }) => ({
      updateOne: { filter: { _id: id }, update: { $setOnInsert: rest }, upsert: true },
    }))
    try {
      await answers.bulkWrite(upserts, { ordered: false })
    } catch (error) {
      if (!cameSecond(error)) throw error
    }
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
