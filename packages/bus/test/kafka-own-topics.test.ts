import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type ContactChange, partitionOf, type StreamGap } from '@waitlist/contracts'
import { silentLogger, systemClock } from '@waitlist/event-log'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import kafkajs from 'kafkajs'
import { createClient } from '../src/kafka/client.ts'
import { createContactTopic, createGapTopic, createTopics } from '../src/kafka.ts'
import { createMemoryParking } from '../src/parking.ts'
import { createGround, type Ground } from './kafka-ground.ts'
import { readTopic } from './read-topic.ts'
import { until } from './until.ts'

describeWith('kafka', 'topics beside the streams', (url) => {
  let ground: Ground
  const open: { close(): Promise<void> }[] = []
  beforeAll(async () => {
    ground = createGround(url.split(','), ['CustomerContact', 'StreamGapFound'])
    await ground.ready
  })
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close()
  })
  afterAll(() => ground.clear())

  const parking = createMemoryParking()
  function options(service: string) {
    return { ...ground.access, service, address: `${service}:1`, parking, clock: systemClock, logger: silentLogger }
  }
  function contacts(service: string) {
    const topic = createContactTopic(options(service))
    open.push(topic)
    return topic
  }

  test('contacts arrive under their customer, and the word that one was erased', async () => {
    const join = contacts('join')
    const notification = contacts('notification')
    expect(join.health()).toMatchObject({ alive: true, ok: true })
    const seen: ContactChange[] = []
    await notification.follow({ group: 'contacts', handle: async (change) => void seen.push(change) })
    expect(notification.health()).toMatchObject({ alive: true, ok: true })
    const ann = { customerId: 'ann', email: 'ann@example.com' }
    const bob = { customerId: 'bob', phone: '+4915112345' }
    await join.publish([ann, bob])
    await join.publish([{ customerId: 'ann', erased: true }])
    await until(() => seen.length === 3)
    expect(seen).toEqual(expect.arrayContaining([ann, bob]))
    expect(seen.filter(({ customerId }) => customerId === 'ann')).toEqual([ann, { customerId: 'ann', erased: true }])
    const lying = await readTopic(ground.access, 'CustomerContact')
    for (const { key, partition } of lying) expect(partition).toBe(partitionOf(String(key)))
    expect(lying.find(({ key, value }) => String(key) === 'ann' && value === null)).toBeDefined()
  })

  test('what is said of one customer is handled in its order, also when the first failed at first', async () => {
    const join = contacts('join')
    const follower = contacts('notification')
    const taken: string[] = []
    let failures = 2
    await follower.follow({
      group: 'in-order',
      async handle(change) {
        if (change.customerId !== 'cat' || !('email' in change)) return
        if (change.email === '1@example.com' && failures-- > 0) throw Object.assign(new Error('away'), { code: 'AWAY' })
        taken.push(`${change.email}`)
      },
    })
    await join.publish(
      ['1@example.com', '2@example.com', '3@example.com'].map((email) => ({ customerId: 'cat', email })),
    )
    await until(() => taken.length === 3)
    expect(taken).toEqual(['1@example.com', '2@example.com', '3@example.com'])
  })

  test('a contact that cannot be read is parked without its bytes: they may be an address', async () => {
    const producer = createClient(ground.access, 'foreign', silentLogger).producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    })
    await producer.connect()
    await producer.send({
      topic: `${ground.access.prefix}CustomerContact`,
      messages: [{ key: 'dan', value: 'dan@example.com' }],
    })
    await producer.disconnect()
    await contacts('notification').follow({ group: 'unreadable', handle: async () => {} })
    await until(async () => (await parking.parked(0, 10)).length > 0)
    const [parked] = await parking.parked(0, 1)
    expect(parked).toMatchObject({ topic: 'CustomerContact', group: 'unreadable', bytes: '' })
    expect(JSON.stringify(parked)).not.toContain('dan@')
  })

  test('a gap that one asks about reaches every group that follows', async () => {
    const topic = createGapTopic(options('release'))
    open.push(topic)
    const seen = { join: [] as StreamGap[], notification: [] as StreamGap[] }
    await topic.follow('join-gaps', async (gap) => void seen.join.push(gap))
    await topic.follow('notification-gaps', async (gap) => void seen.notification.push(gap))
    const gap = { stream: 'waitlist:a', from: 3, to: 4 }
    await topic.ask(gap)
    await until(() => seen.join.length === 1 && seen.notification.length === 1)
    expect(seen).toEqual({ join: [gap], notification: [gap] })
    const [lying] = await readTopic(ground.access, 'StreamGapFound')
    expect(lying).toMatchObject({ key: Buffer.from('a'), partition: partitionOf('a') })
  })

  test('a topic of contacts that is not compacted is an error in one line', async () => {
    const other = createGround(url.split(','), [])
    await other.ready
    const admin = createClient(other.access, 'tests', silentLogger).admin()
    await admin.connect()
    const topic = `${other.access.prefix}CustomerContact`
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 12 }] })
    await expect(createTopics({ ...other.access, topics: ['CustomerContact'], logger: silentLogger })).rejects.toThrow(
      /^The topic test-\w+-CustomerContact is not compacted/,
    )
    await admin.disconnect()
    await other.clear()
  })
})
