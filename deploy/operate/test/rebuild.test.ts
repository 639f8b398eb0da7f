import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { followed } from '@waitlist/event-log/contract/harness'
import { createMongoLog, type MongoStore, openMongo } from '@waitlist/event-log/mongo'
import { joined } from '@waitlist/line/example-events'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { createMongoViews } from '@waitlist/views/mongo'
import { digestOf } from '../src/digest.ts'
import { rebuildMongo } from '../src/rebuild/mongo.ts'
import { isSame } from '../src/rebuild/rebuilt.ts'
import { ownedViews } from '../src/rebuild/views.ts'

test('a digest tells what rows say, not in which order it is said', () => {
  const one = digestOf([
    ['a', { x: 1, y: [1, 2] }],
    ['b', {}],
  ])
  expect(
    digestOf([
      ['b', {}],
      ['a', { y: [1, 2], x: 1 }],
    ]),
  ).toEqual(one)
  expect(
    digestOf([
      ['b', {}],
      ['a', { y: [2, 1], x: 1 }],
    ]),
  ).not.toEqual(one)
  expect(digestOf([['b', {}]])).not.toEqual(one)
})

describeWith('mongo', 'views in MongoDB', (url) => {
  const database = `rebuild${randomUUID().slice(0, 8)}`
  const stores: MongoStore[] = []
  beforeAll(async () => {
    for (const service of ['join', 'release']) stores.push(await openMongo({ url, database: `${database}_${service}` }))
  })
  afterAll(async () => {
    for (const { db, close } of stores) {
      await db.dropDatabase()
      await close()
    }
  })

  test('that have lost something are found, and projected again', async () => {
    const [store] = stores as [MongoStore]
    const log = await createMongoLog(store)
    const events = ['ann', 'ben', 'cem'].map((name, at) => followed('waitlist:gala', at + 1, joined(name, at + 1)))
    await log.replicate(events)
    const [{ view }] = ownedViews as [(typeof ownedViews)[number]]
    await createMongoViews(store).open(view).apply(events)
    const found = async (replace: boolean) => (await rebuildMongo({ url, database }, replace)).map(isSame)

    expect(await found(false)).toEqual([true, true])
    await store.db.collection<{ _id: string }>(`view_${view.name}`).deleteOne({ _id: joined('ben', 2).data.customerId })
    expect(await found(false)).toEqual([false, true])
    await found(true)
    expect(await found(false)).toEqual([true, true])
    await log.close()
  })
})
