import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { PARTITIONS, partitionOf } from '@waitlist/contracts'
import { silentLogger, systemClock } from '@waitlist/event-log'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { closed, left } from '../src/contract/events.ts'
import { createKafkaBus, createOwnerMap, type KafkaBus } from '../src/kafka.ts'
import { createMemoryParking } from '../src/parking.ts'
import { createGround, type Ground } from './kafka-ground.ts'
import { mortalSockets } from './mortal-sockets.ts'
import { until } from './until.ts'

const all = Array.from({ length: PARTITIONS }, (_, partition) => partition)
const sorted = (partitions: Iterable<number>) => [...partitions].sort((a, b) => a - b)

describeWith('kafka', 'who owns what', (url) => {
  let ground: Ground
  const open: { close(): Promise<void> }[] = []
  beforeAll(async () => {
    ground = createGround(url.split(','), ['WaitlistLeft', 'WaitlistClosed'])
    await ground.ready
  })
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close()
  })
  afterAll(() => ground.clear())

  /** A process with two groups on different topics, and the partitions of what each was given. */
  async function startProcess(address: string) {
    const common = {
      service: 'join',
      address,
      parking: createMemoryParking(),
      clock: systemClock,
      logger: silentLogger,
    }
    const bus: KafkaBus = createKafkaBus({ ...ground.access, ...common, sessionTimeoutMs: 6_000 })
    open.push(bus)
    const given = { join: [] as number[], follows: [] as number[] }
    const gained: number[][] = []
    const subscribe = (group: string, topic: 'WaitlistLeft' | 'WaitlistClosed', into: number[]) =>
      bus.subscribe({
        group,
        topics: [topic],
        awaited: false,
        async handle({ data }) {
          into.push(partitionOf(data.eventId))
        },
      })
    subscribe('join', 'WaitlistLeft', given.join)
    subscribe('join-follows', 'WaitlistClosed', given.follows)
    bus.ownership.onGain((partitions) => gained.push(sorted(partitions)))
    expect(bus.ownership.partitions()).toEqual(new Set())
    await bus.start()
    return { bus, given, gained, owned: () => sorted(bus.ownership.partitions()) }
  }

  async function startMap(socketFactory = mortalSockets().socketFactory) {
    const map = createOwnerMap({ ...ground.access, services: ['join', 'release'], logger: silentLogger, socketFactory })
    open.push(map)
    await map.start()
    return map
  }

  test('one process has everything, two share it in all their groups alike, and who stays takes over', async () => {
    const map = await startMap()
    expect(map.anyOf('join')).toEqual([])
    const a = await startProcess('http://127.0.0.1:3101')
    expect(a.owned()).toEqual(all)
    expect(a.gained).toEqual([all])

    const b = await startProcess('http://127.0.0.1:3102')
    await until(() => a.owned().length === 6 && b.owned().length === 6)
    expect(sorted([...a.owned(), ...b.owned()])).toEqual(all)
    expect(b.gained).toEqual([b.owned()])

    await until(async () => {
      await map.refresh()
      return map.anyOf('join').length === 2
    })
    expect(map.anyOf('join')).toEqual(['http://127.0.0.1:3101', 'http://127.0.0.1:3102'])
    expect(all.filter((partition) => map.ownerOf('join', partition) === 'http://127.0.0.1:3101')).toEqual(a.owned())
    expect(all.filter((partition) => map.ownerOf('join', partition) === 'http://127.0.0.1:3102')).toEqual(b.owned())
    expect(map.ownerOf('release', 0)).toBeUndefined()

    const eventIds = Array.from({ length: 60 }, (_, at) => `event-${at}`)
    await a.bus.relay(eventIds.flatMap((eventId) => [left(1, eventId), closed(2, eventId)]))
    await until(() => [a, b].flatMap(({ given }) => [...given.join, ...given.follows]).length >= 120)
    for (const { given, owned } of [a, b]) {
      expect(sorted(new Set(given.join))).toEqual(owned())
      expect(sorted(new Set(given.follows))).toEqual(owned())
    }

    const lost = b.owned()
    await b.bus.close()
    await until(() => a.owned().length === PARTITIONS)
    expect(a.gained.at(-1)).toEqual(lost)
    await until(async () => {
      await map.refresh()
      return map.anyOf('join').length === 1
    })
  })

  test('the map keeps what it knew while Kafka is away', async () => {
    const { socketFactory, die } = mortalSockets()
    await startProcess('http://127.0.0.1:3101')
    const map = await startMap(socketFactory)
    expect(map.ownerOf('join', 7)).toBe('http://127.0.0.1:3101')
    die()
    await map.refresh()
    expect(map.ownerOf('join', 7)).toBe('http://127.0.0.1:3101')
    expect(map.anyOf('join')).toEqual(['http://127.0.0.1:3101'])
  })
})
