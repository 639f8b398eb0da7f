import { afterEach, expect, test } from '@jest/globals'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { answerStoreContract } from '../src/contract.ts'
import { createMongoAnswers } from '../src/mongo.ts'
import { mongoDatabase } from './mongo-database.ts'

describeWith('mongo', 'kept answers in MongoDB', (url) => {
  const store = mongoDatabase(url)
  afterEach(() => store().db.collection('answers').deleteMany({}))

  answerStoreContract('mongo', () => ({ answers: createMongoAnswers(store()), close() {} }))

  test('two processes that keep one at the same moment agree on the first', async () => {
    const processes = [createMongoAnswers(store()), createMongoAnswers(store())]
    for (let round = 0; round < 30; round += 1) {
      const kept = await Promise.all(
        processes.map((answers, at) =>
          answers.keep({ id: `http:${round}`, hash: 'h', status: 200, body: `{"process":${at}}` }),
        ),
      )
      expect(kept[0]).toEqual(kept[1])
    }
  })
})
