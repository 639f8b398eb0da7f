import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type EventType, encodeCloudEvent, partitionOf, type RecordedEvent } from '@waitlist/contracts'
import { silentLogger, systemClock } from '@waitlist/event-log'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import kafkajs, { type Producer } from 'kafkajs'
import { closed, left, refund } from '../src/contract/events.ts'
import { witness } from '../src/contract/harness.ts'
import { createClient } from '../src/kafka/client.ts'
import { createKafkaBus, createKafkaParking, createTopics, type KafkaBus, type KafkaParking } from '../src/kafka.ts'
import { createGround, type Ground } from './kafka-ground.ts'
import { readTopic } from './read-topic.ts'
import { writeSnappy } from './snappy.ts'
import { until } from './until.ts'

const TRACE = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
const documentOf = (event: object) => JSON.stringify(encodeCloudEvent(event as RecordedEvent))
const textsOf = (headers: object | undefined) =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]))

describeWith('kafka', 'records', (url) => {
  let ground: Ground
  let producer: Producer
  let bus: KafkaBus
  let parking: KafkaParking
  let group = witness('join', ['RefundIssued'])
  const deaths: Error[] = []
  beforeAll(async () => {
    writeSnappy()
    ground = createGround(url.split(','), ['RefundIssued', 'WaitlistLeft'])
    await ground.ready
    producer = createClient(ground.access, 'foreign', silentLogger).producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    })
    await producer.connect()
  })
  afterAll(async () => {
    await producer.disconnect()
    await ground.clear()
  })

  async function start(name: string, topics: EventType[] = ['RefundIssued', 'WaitlistLeft']): Promise<void> {
    const common = { ...ground.access, service: 'join', address: 'here', clock: systemClock, logger: silentLogger }
    parking = createKafkaParking(common)
    bus = createKafkaBus({ ...common, parking, onDeath: (reason) => deaths.push(reason) })
    group = witness(name, topics)
    bus.subscribe(group.subscription)
    await bus.start()
  }
  afterEach(async () => {
    await bus.close()
    await parking.close()
  })

  /** A topic that we have not made: what is sent to it stays as it was compressed. */
  async function makeForeignTopic(name: string): Promise<void> {
    const admin = createClient(ground.access, 'tests', silentLogger).admin()
    await admin.connect()
    const topic = `${ground.access.prefix}${name}`
    await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 12 }] })
    await admin.disconnect()
    await createTopics({ ...ground.access, topics: [name], logger: silentLogger })
  }

  const sendRaw = (
    topic: string,
    message: Parameters<Producer['send']>[0]['messages'][number],
    compression = kafkajs.CompressionTypes.None,
  ) => producer.send({ topic: `${ground.access.prefix}${topic}`, messages: [message], compression })
  const parkedOf = async (origin: RegExp) =>
    (await parking.parked(0, 100)).filter(
      (event) => event.group === group.subscription.group && origin.test(event.origin),
    )

  test('an event of ours lies under its eventId, in structured form, its attributes in the headers too', async () => {
    await start('own')
    const event = { ...left(1, 'b'), traceparent: TRACE, causationId: 'click-1' }
    await bus.relay([event])
    const [found] = await readTopic(ground.access, 'WaitlistLeft')
    expect(found).toMatchObject({ key: Buffer.from('b'), partition: partitionOf('b') })
    expect(JSON.parse(String(found?.value))).toEqual(encodeCloudEvent(event))
    expect(textsOf(found?.headers)).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=UTF-8',
      ce_specversion: '1.0',
      ce_id: 'waitlist:b@1',
      ce_type: 'WaitlistLeft',
      ce_stream: 'waitlist:b',
      ce_streamversion: '1',
      ce_causationid: 'click-1',
      ce_traceparent: TRACE,
      traceparent: TRACE,
    })
    await until(() => group.ids.length === 1)
    expect(group.events).toEqual([event])
  })

  test('binary mode is taken, and whatever Kafka compresses with that we have', async () => {
    await start('foreign')
    const { data, ...attributes } = encodeCloudEvent(refund('binary') as RecordedEvent)
    const ce = Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined || name === 'datacontenttype' ? [] : [[`CE_${name}`, String(value)]],
    )
    const headers = { ...Object.fromEntries(ce), 'Content-Type': 'application/json' }
    await sendRaw('RefundIssued', { key: 'a', value: JSON.stringify(data), headers })
    for (const name of ['GZIP', 'ZSTD', 'Snappy'] as const) {
      await sendRaw('RefundIssued', { key: 'a', value: documentOf(refund(name)) }, kafkajs.CompressionTypes[name])
    }
    await until(() => group.ids.filter((id) => ['binary', 'GZIP', 'ZSTD', 'Snappy'].includes(id)).length === 4)
    expect(group.events.find(({ id }) => id === 'binary')).toMatchObject({ ...refund('binary'), stream: 'inbound:a' })
  })

  test('one that is on another partition than we look on is moved once, as it is, and handled there only', async () => {
    await start('moved')
    const right = partitionOf('moved-event')
    const wrong = (right + 5) % 12
    const value = documentOf(refund('r-moved', { eventId: 'moved-event' }))
    await sendRaw('RefundIssued', { key: null, partition: wrong, value, headers: { own: 'header' } })
    await until(() => group.ids.includes('r-moved'))
    const lying = (await readTopic(ground.access, 'RefundIssued')).filter((found) => String(found.value) === value)
    expect(lying.map(({ partition }) => partition).sort()).toEqual([right, wrong].sort())
    const moved = lying.find(({ partition }) => partition === right)
    expect(textsOf(moved?.headers)).toEqual({
      own: 'header',
      waitlist_moved: expect.stringMatching(new RegExp(`^RefundIssued/${wrong}@\\d+$`)),
    })
    expect(moved?.key).toBeNull()
    expect(group.times('r-moved')).toBe(1)
    expect(await parking.parked(0, 10)).toEqual([])
  })

  test('one that was moved and is still wrong is parked with all that it was', async () => {
    await start('lost')
    const wrong = (partitionOf('lost-event') + 5) % 12
    const value = documentOf(refund('r-lost', { eventId: 'lost-event' }))
    await sendRaw('RefundIssued', {
      key: 'k',
      partition: wrong,
      value,
      headers: { waitlist_moved: 'RefundIssued/1@1' },
    })
    await until(async () => (await parkedOf(/./)).length > 0)
    expect(group.ids).not.toContain('r-lost')
    const [found] = await readTopic(ground.access, 'RefundIssued.parked')
    expect(found).toMatchObject({ key: Buffer.from('k'), value: Buffer.from(value) })
    expect(textsOf(found?.headers)).toMatchObject({
      waitlist_moved: 'RefundIssued/1@1',
      parked_group: 'lost',
      parked_origin: expect.stringMatching(new RegExp(`^RefundIssued/${wrong}@\\d+$`)),
      parked_reason: expect.stringMatching(/^misplaced: on partition \d+ instead of \d+/),
      parked_time: expect.stringMatching(/^\d+$/),
    })
  })

  test('bytes that are nothing are parked as they are, a missing value too, and what follows is handled', async () => {
    await start('malformed')
    const bytes = Buffer.from([0xff, 0x00, 0xfe])
    await sendRaw('RefundIssued', { key: 'a', value: bytes })
    await sendRaw('RefundIssued', { key: 'a', value: null })
    await sendRaw('RefundIssued', { key: 'a', value: documentOf(refund('after')) })
    await until(() => group.ids.includes('after'))
    await until(async () => (await parkedOf(/./)).some((parked) => parked.bytes === ''))
    const parked = await parkedOf(/./)
    expect(parked.map(({ bytes: kept }) => kept)).toEqual(
      expect.arrayContaining([`data:;base64,${bytes.toString('base64')}`, '']),
    )
    const lying = await readTopic(ground.access, 'RefundIssued.parked')
    expect(lying.map(({ value }) => value)).toEqual(expect.arrayContaining([bytes, null]))
  })

  test('a record that no consumer can read ends the process, and the bus says so', async () => {
    await makeForeignTopic('WaitlistClosed')
    await start('ended', ['WaitlistClosed'])
    await sendRaw('WaitlistClosed', { key: 'a', value: documentOf(closed(9)) }, kafkajs.CompressionTypes.Snappy)
    await until(() => deaths.length > 0)
    expect(deaths.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Kafka group test-\w+-ended: Snappy compression not implemented/),
    ])
    expect(bus.health()).toEqual({ alive: false, ok: false, detail: deaths[0]?.message })
  })
})
