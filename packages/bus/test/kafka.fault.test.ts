import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { RefusedError } from '@waitlist/contracts'
import { silentLogger, systemClock } from '@waitlist/event-log'
import { left, partings, refund } from '../src/contract/events.ts'
import { createKafkaBus, createOwnerMap, createTopics, type KafkaBus, KafkaStartError } from '../src/kafka.ts'
import { createMemoryParking } from '../src/parking.ts'
import { createOwnBrokers, describeWithOwnBrokers, type OwnBrokers, ownPort } from './own-brokers.ts'
import { until } from './until.ts'

jest.setTimeout(180_000)

const EVENTS = Array.from({ length: 30 }, (_, at) => `event-${at}`)
/** Of each event in a batch. */
const VERSIONS = 10
/** So much longer than it takes kafkajs to give up. */
const AWAY_MS = 12_000
const BETWEEN_MS = 25
const DOWN_MS = 4_000

const deaths: Error[] = []

function busOf(brokers: OwnBrokers, service: string, prefix: string): KafkaBus {
  return createKafkaBus({
    ...{ brokers: brokers.addresses, prefix, service, address: `http://${service}:1` },
    ...{ parking: createMemoryParking(), clock: systemClock, logger: silentLogger },
    onDeath: (reason) => deaths.push(reason),
    sessionTimeoutMs: 6_000,
  })
}

describeWithOwnBrokers('three brokers', () => {
  let brokers: OwnBrokers
  beforeAll(async () => {
    brokers = await createOwnBrokers(3)
    await brokers.start()
  })
  afterAll(() => brokers.clear())

  test('nothing acknowledged is missing, and all of it comes in order, while brokers are killed one after the other', async () => {
    const topics = { topics: ['WaitlistLeft'], prefix: 'kills-', replicationFactor: 3 }
    await createTopics({ brokers: brokers.addresses, ...topics, logger: silentLogger })
    const join = busOf(brokers, 'join', 'kills-')
    const release = busOf(brokers, 'release', 'kills-')
    const seen = new Map<string, number[]>()
    let given = 0
    release.subscribe({
      group: 'release',
      topics: ['WaitlistLeft'],
      awaited: true,
      async handle({ data, version }) {
        given += 1
        const versions = seen.get(data.eventId) ?? []
        seen.set(data.eventId, versions)
        if (!versions.includes(version)) versions.push(version)
      },
    })
    await release.start()

    let version = 0
    let rejected = 0
    let stopping = false
    /** As a relay does it: a batch after the other, each until it is acknowledged. */
    async function relayOn(): Promise<void> {
      while (!stopping) {
        const batch = EVENTS.flatMap((eventId) => partings(VERSIONS, eventId, version + 1))
        version += VERSIONS
        for (let acknowledged = false; !acknowledged; ) {
          acknowledged = await join.relay(batch).then(
            () => true,
            () => false,
          )
          if (!acknowledged) rejected += 1
        }
        // So that the broker that starts gets something of the processor too.
        await setTimeout(BETWEEN_MS)
      }
    }
    const relaying = relayOn()
    for (const broker of [1, 2, 3]) {
      await setTimeout(1_000)
      await brokers.kill(broker)
      await setTimeout(DOWN_MS)
      await brokers.start()
    }
    stopping = true
    await relaying
    const wanted = Array.from({ length: version }, (_, at) => at + 1)
    await until(() => EVENTS.every((eventId) => seen.get(eventId)?.length === version))
    for (const eventId of EVENTS) expect(seen.get(eventId)).toEqual(wanted)
    expect(deaths).toEqual([])
    await Promise.all([join.close(), release.close()])
    process.stderr.write(
      `${version * EVENTS.length} acknowledged, ${given} given, ${rejected} batches given up and relayed again\n`,
    )
  })
})

describeWithOwnBrokers('one broker', () => {
  const address = `127.0.0.1:${ownPort + 2}`
  const plain = 'org.apache.kafka.common.security.plain.PlainLoginModule'
  const listeners = `PLAINTEXT://127.0.0.1:${ownPort},SASL_PLAINTEXT://${address}`
  let brokers: OwnBrokers
  beforeAll(async () => {
    brokers = await createOwnBrokers(1, [
      `listeners=${listeners},CONTROLLER://127.0.0.1:${ownPort + 1}`,
      `advertised.listeners=${listeners}`,
      'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT',
      'sasl.enabled.mechanisms=PLAIN',
      `listener.name.sasl_plaintext.plain.sasl.jaas.config=${plain} required user_waitlist="a secret";`,
    ])
    await brokers.start()
  })
  afterAll(() => brokers.clear())

  const create = (password: string) =>
    createTopics({
      brokers: [address],
      sasl: { mechanism: 'plain', username: 'waitlist', password },
      topics: ['RefundIssued'],
      logger: silentLogger,
      patienceMs: 1_500,
    })

  test('takes credentials, and wrong ones are said to be wrong', async () => {
    expect(await create('a secret')).toEqual(['RefundIssued', 'RefundIssued.parked'])
    const failing = create('another secret')
    await expect(failing).rejects.toThrow(KafkaStartError)
    await expect(failing).rejects.toThrow(/^Kafka at \S+ does not take our credentials, tried for 2 s: .*KAFKA_SASL\)$/)
    await expect(failing).rejects.not.toThrow('another secret')
  })

  test('a Kafka that goes away and comes back kills nobody, and all goes on where it was', async () => {
    const topics = { topics: ['WaitlistLeft', 'RefundIssued'], prefix: 'away-' }
    await createTopics({ brokers: brokers.addresses, ...topics, logger: silentLogger })
    const join = busOf(brokers, 'join', 'away-')
    const seen = new Set<string>()
    join.subscribe({
      group: 'join',
      topics: ['WaitlistLeft', 'RefundIssued'],
      awaited: true,
      handle: async ({ id }) => void seen.add(id),
    })
    await join.start()
    const map = createOwnerMap({
      ...{ brokers: brokers.addresses, prefix: 'away-', services: ['join'], logger: silentLogger },
    })
    await map.start()
    await join.relay([left(1)])
    await until(() => seen.has('waitlist:a@1'))
    const owned = [...join.ownership.partitions()]
    expect(owned).toHaveLength(12)

    await brokers.kill()
    const relaying = (async () => {
      for (;;) {
        const failure = await join.relay([left(2)]).catch((error) => error)
        if (!failure) return
      }
    })()
    await expect(join.publish([refund('lost')])).rejects.toThrow(RefusedError)
    await setTimeout(AWAY_MS)
    expect(join.health()).toMatchObject({ alive: true, ok: false })
    expect([...join.ownership.partitions()]).toEqual(owned)
    expect(map.ownerOf('join', 3)).toBe('http://join:1')

    await brokers.start()
    await relaying
    expect(await join.publish([refund('r-1')])).toEqual(['accepted'])
    await until(() => seen.has('waitlist:a@2') && seen.has('r-1'))
    await until(() => join.health().ok)
    await map.refresh()
    expect(map.anyOf('join')).toEqual(['http://join:1'])
    expect(deaths).toEqual([])
    await Promise.all([join.close(), map.close()])
  })
})
