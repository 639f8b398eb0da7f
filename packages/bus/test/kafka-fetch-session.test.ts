import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { silentLogger } from '@waitlist/event-log'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { createClient } from '../src/kafka/client.ts'
import { createGround, type Ground } from './kafka-ground.ts'
import { until } from './until.ts'

/** The head of an answer that has nothing new: how long it throttles, no error, the session, no topics. */
const NOTHING_NEW_BYTES = 14

const topics = ['RefundIssued', 'WaitlistLeft']

describeWith('kafka', 'fetch sessions', (url) => {
  let ground: Ground
  beforeAll(async () => {
    ground = createGround(url.split(','), topics)
    await ground.ready
  })
  afterAll(() => ground.clear())

  test('a fetch is answered with what is new and with nothing else', async () => {
    const client = createClient(ground.access, 'tests', silentLogger)
    const consumer = client.consumer({ groupId: `${ground.access.prefix}${randomUUID()}`, maxWaitTimeInMs: 50 })
    const producer = client.producer()
    const sizes: number[] = []
    const values: string[] = []
    consumer.on(consumer.events.REQUEST, ({ payload }) => {
      if (payload.apiName === 'Fetch') sizes.push(payload.size)
    })
    const send = (value: string, topic: string, partition: number) =>
      producer.send({ topic: `${ground.access.prefix}${topic}`, messages: [{ value, partition }] })
    try {
      await Promise.all([consumer.connect(), producer.connect()])
      await consumer.subscribe({
        topics: topics.map((topic) => `${ground.access.prefix}${topic}`),
        fromBeginning: true,
      })
      await consumer.run({ eachMessage: async ({ message }) => void values.push(`${message.value}`) })
      await until(() => sizes.length > 3)
      expect(Math.max(...sizes.slice(2))).toBeLessThanOrEqual(NOTHING_NEW_BYTES + 4)
      for (let n = 0; n < 24; n += 1) await send(`${n}`, topics[n % 2] ?? '', n % 12)
      await until(() => values.length === 24)
      expect(values.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, n) => n))
    } finally {
      await Promise.all([consumer.disconnect(), producer.disconnect()])
    }
  }, 60_000)
})
