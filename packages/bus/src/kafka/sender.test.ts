import { describe, expect, test } from '@jest/globals'
import { silentLogger } from '@waitlist/event-log'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import type { Kafka, ProducerBatch, RecordMetadata } from 'kafkajs'
import type { OutRecord } from './acknowledged.ts'
import { createSender } from './sender.ts'

type Answer = RecordMetadata[] | Error

const record = (value: string, partition = 0, topic = 'A'): OutRecord => ({ topic, partition, key: 'k', value })
const placesOf = ({ topicMessages = [] }: ProducerBatch) =>
  topicMessages.flatMap(({ topic, messages }) =>
    [...new Set(messages.map(({ partition }) => partition as number))].map((partition) => ({ topic, partition })),
  )
const acknowledged = (batch: ProducerBatch, errorCode = 0): RecordMetadata[] =>
  placesOf(batch).map(({ topic, partition }) => ({ topicName: topic, partition, errorCode, baseOffset: '10' }))

/** A Kafka that answers what the test says, each request when it lets it. */
function rig(
  answer: (batch: ProducerBatch, call: number) => Answer | Promise<Answer> = (batch) => acknowledged(batch),
) {
  const clock = createFakeClock()
  const calls: { readonly values: string[]; readonly producer: number }[] = []
  const options: object[] = []
  let producers = 0
  let disconnected = 0
  const client = {
    producer(given: object) {
      options.push(given)
      const producer = ++producers
      return {
        connect: async () => {},
        async disconnect() {
          disconnected += 1
        },
        async sendBatch(batch: ProducerBatch) {
          expect(batch.acks).toBe(-1)
          const values = (batch.topicMessages ?? []).flatMap(({ messages }) =>
            messages.map(({ value }) => String(value)),
          )
          calls.push({ values, producer })
          const given = await answer(batch, calls.length)
          if (given instanceof Error) throw given
          return given
        },
      }
    },
  } as unknown as Kafka
  const sender = createSender({ client, clock, logger: silentLogger, patienceMs: 1_000 })
  return { sender, clock, calls, options, disconnected: () => disconnected }
}

/** Lets promises settle and, where one waits, time go on to the next timer. */
async function pass(clock: ReturnType<typeof createFakeClock>, times = 1): Promise<void> {
  for (let time = 0; time < times; time++) {
    await new Promise(setImmediate)
    clock.advance(clock.untilNext() ?? 0)
  }
  await new Promise(setImmediate)
}

test('nothing to send is sent, and what follows goes out', async () => {
  const { sender, calls } = rig()
  expect(await sender.send([])).toEqual([])
  await sender.send([record('a')])
  expect(calls.map(({ values }) => values)).toEqual([['a']])
})

describe('a sender', () => {
  test('tells where records have come to lie: the last offset of each partition', async () => {
    const { sender, options } = rig()
    expect(await sender.send([record('a'), record('b', 1), record('c')])).toEqual([
      { topic: 'A', partition: 0, offset: 11 },
      { topic: 'A', partition: 1, offset: 10 },
    ])
    expect(options).toEqual([
      expect.objectContaining({ idempotent: false, allowAutoTopicCreation: false, retry: { retries: 0 } }),
    ])
    expect(await sender.send([])).toEqual([])
  })

  test('has one request in flight, and what comes meanwhile goes together in the next, in its order', async () => {
    const first = Promise.withResolvers<void>()
    const { sender, calls } = rig(async (batch, call) => {
      if (call === 1) await first.promise
      return acknowledged(batch)
    })
    const sendings = [sender.send([record('a')]), sender.send([record('b')]), sender.send([record('c'), record('d')])]
    await new Promise(setImmediate)
    expect(calls.map(({ values }) => values)).toEqual([['a']])
    first.resolve()
    await Promise.all(sendings)
    expect(calls.map(({ values }) => values)).toEqual([['a'], ['b', 'c', 'd']])
  })

  test.each<[string, (batch: ProducerBatch) => Answer]>([
    ['a failure', () => new Error('away')],
    ['an answer that lacks a partition', (batch) => acknowledged(batch).slice(1)],
    ['an answer in which a partition failed', (batch) => acknowledged(batch, 6)],
    ['an answer about other partitions', () => [{ topicName: 'A', partition: 9, errorCode: 0, baseOffset: '1' }]],
  ])('sends the whole batch again after %s, by a fresh producer', async (_, bad) => {
    const { sender, clock, calls, disconnected } = rig((batch, call) => (call === 1 ? bad(batch) : acknowledged(batch)))
    const sending = sender.send([record('a'), record('b', 1)])
    await pass(clock)
    expect(await sending).toHaveLength(2)
    expect(calls).toEqual([
      { values: ['a', 'b'], producer: 1 },
      { values: ['a', 'b'], producer: 2 },
    ])
    expect(disconnected()).toBe(1)
  })

  test('gives up when its patience is over, with all of what was asked for, and goes on with the next', async () => {
    let isAway = true
    const { sender, clock, calls } = rig((batch) => (isAway ? new Error('away') : acknowledged(batch)))
    // More than goes into one request.
    const long = Array.from({ length: 3 }, (_, at) => record('x'.repeat(600_000) + at))
    const failing = expect(sender.send(long)).rejects.toThrow('away')
    await pass(clock, 10)
    await failing
    isAway = false
    const before = calls.length
    await sender.send([record('next')])
    expect(calls.slice(before).map(({ values }) => values)).toEqual([['next']])
  })

  test('splits what is much, in order, and a record that is long by itself goes alone', async () => {
    const { sender, calls } = rig()
    const many = Array.from({ length: 2_500 }, (_, at) => record(`${at}`))
    const sending = sender.send([...many, record('y'.repeat(3_000_000)), record('last')])
    expect(await sending).toEqual([{ topic: 'A', partition: 0, offset: expect.any(Number) }])
    expect(calls.map(({ values }) => values.length)).toEqual([2_000, 500, 1, 1])
    expect(calls.flatMap(({ values }) => values).slice(0, 2_500)).toEqual(many.map(({ value }) => value))
  })

  test('closed, it sends nothing more, and what could not be sent yet is told so', async () => {
    const { sender, clock } = rig(() => new Error('away'))
    const failing = expect(sender.send([record('a')])).rejects.toThrow('away')
    await new Promise(setImmediate)
    const closing = sender.close()
    await pass(clock)
    await failing
    await closing
    await expect(sender.send([record('b')])).rejects.toThrow('closed')
  })
})
