import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { eventDefinitions, PARTITIONS } from '@waitlist/contracts'
import { silentLogger, systemClock } from '@waitlist/event-log'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import type { Admin } from 'kafkajs'
import kafkajs from 'kafkajs'
import { createClient } from '../src/kafka/client.ts'
import { createKafkaBus, createOwnerMap, createTopics, KafkaStartError } from '../src/kafka.ts'
import { createMemoryParking } from '../src/parking.ts'
import { createGround, type Ground } from './kafka-ground.ts'

const logger = silentLogger

describeWith('kafka', 'the topics', (url) => {
  let ground: Ground
  let admin: Admin
  beforeEach(async () => {
    ground = createGround(url.split(','), [])
    await ground.ready
    admin = createClient(ground.access, 'tests', logger).admin()
    await admin.connect()
  })
  afterEach(async () => {
    await admin.disconnect()
    await ground.clear()
  })

  const create = (rest: Partial<Parameters<typeof createTopics>[0]> = {}) =>
    createTopics({ ...ground.access, logger, ...rest })

  async function configOf(topic: string, ...names: string[]) {
    const resource = {
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name: `${ground.access.prefix}${topic}`,
      configNames: names,
    }
    const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false })
    const found = new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]))
    return names.map((name) => found.get(name))
  }

  test('there is one for each event type and one for what is parked of it; the second time nothing is created', async () => {
    const created = await create()
    const types = Object.keys(eventDefinitions)
    const wanted = types.flatMap((type) => [`${ground.access.prefix}${type}`, `${ground.access.prefix}${type}.parked`])
    expect(created).toEqual(expect.arrayContaining(wanted))
    const { topics } = await admin.fetchTopicMetadata({ topics: [...created] })
    for (const { name, partitions } of topics) {
      expect([name, partitions.length]).toEqual([name, name.endsWith('.parked') ? 1 : PARTITIONS])
    }
    expect(await configOf('RefundIssued', 'cleanup.policy', 'retention.ms', 'min.insync.replicas')).toEqual([
      'delete',
      '604800000',
      '1',
    ])
    expect(await create()).toEqual([])
    expect(await create({ create: false })).toEqual([])
  })

  test('one that is missing is an error in one line where none are created', async () => {
    const trying = create({ create: false, topics: ['RefundIssued'] })
    await expect(trying).rejects.toThrow(KafkaStartError)
    await expect(trying).rejects.toThrow(/^Kafka has no topic test-\w+-RefundIssued and 1 more; run the job/)
  })

  test('one with another number of partitions is an error in one line', async () => {
    await admin.createTopics({
      waitForLeaders: false,
      topics: [{ topic: `${ground.access.prefix}RefundIssued`, numPartitions: 3 }],
    })
    await expect(create({ topics: ['RefundIssued'] })).rejects.toThrow(
      /^The topic test-\w+-RefundIssued has 3 partitions and must have 12: .*; delete it, or set another KAFKA_PREFIX$/,
    )
  })

  test('a bus does not start without the topics that it subscribes to', async () => {
    const bus = createKafkaBus({
      ...ground.access,
      service: 'join',
      address: 'http://127.0.0.1:3001',
      parking: createMemoryParking(),
      clock: systemClock,
      logger,
    })
    bus.subscribe({ group: 'join', topics: ['RefundIssued'], awaited: true, handle: async () => {} })
    await expect(bus.start()).rejects.toThrow(/^Kafka has no topic test-\w+-RefundIssued/)
    await bus.close()
  })
})

test('a Kafka that is not there is an error that says where it was looked for, and every try before is said', async () => {
  const said: object[] = []
  const nowhere = { brokers: ['127.0.0.1:1'], logger: { ...silentLogger, warn: (fields: object) => said.push(fields) } }
  const message = /^Kafka at 127\.0\.0\.1:1 cannot be reached, tried for 1 s: .*ECONNREFUSED.* \(check KAFKA_BROKERS/
  await expect(createTopics({ ...nowhere, patienceMs: 1_000 })).rejects.toThrow(message)
  expect(said.length).toBeGreaterThan(0)
  const map = createOwnerMap({ ...nowhere, services: ['join'], startPatienceMs: 1_000 })
  await expect(map.start()).rejects.toThrow(KafkaStartError)
  await map.close()
})

test('a bus that waits for a Kafka that is not there is closed at once', async () => {
  const bus = createKafkaBus({
    ...{ brokers: ['127.0.0.1:1'], service: 'join', address: 'http://127.0.0.1:3001', clock: systemClock, logger },
    parking: createMemoryParking(),
    startPatienceMs: 3_600_000,
  })
  const starting = expect(bus.start()).rejects.toThrow(/nobody waits for it any more$/)
  expect(bus.health()).toEqual({ alive: true, ok: false, detail: 'not started' })
  await bus.close()
  await starting
})
