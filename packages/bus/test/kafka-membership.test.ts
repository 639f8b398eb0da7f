import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { silentLogger, systemClock } from '@waitlist/event-log'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { left } from '../src/contract/events.ts'
import { createKafkaBus } from '../src/kafka.ts'
import { createMemoryParking } from '../src/parking.ts'
import { createGround, type Ground } from './kafka-ground.ts'
import { until } from './until.ts'

const SESSION_MS = 6_000
/** More than a group takes before some have ended. */
const EVENTS = 3_000

describeWith('kafka', 'a process whose handlers are slow', (url) => {
  let ground: Ground
  beforeAll(async () => {
    ground = createGround(url.split(','), ['WaitlistLeft'])
    await ground.ready
  })
  afterAll(() => ground.clear())

  function busOf(service: string, onJoin: () => void = () => {}) {
    return createKafkaBus({
      ...{ ...ground.access, service, address: `${service}:1`, parking: createMemoryParking(), clock: systemClock },
      logger: { ...silentLogger, info: (_, message) => message === 'joined a consumer group' && onJoin() },
      sessionTimeoutMs: SESSION_MS,
    })
  }

  test('keeps its partitions for longer than a session, takes no more than it can hold, and loses nothing', async () => {
    let joins = 0
    const gate = Promise.withResolvers<void>()
    const given: string[] = []
    const release = busOf('release', () => {
      joins += 1
    })
    release.subscribe({
      group: 'release',
      topics: ['WaitlistLeft'],
      awaited: true,
      handle({ id }) {
        given.push(id)
        return gate.promise
      },
    })
    await release.start()
    const join = busOf('join')
    const events = Array.from({ length: EVENTS }, (_, at) => left(at + 1, `event-${at % 50}`))
    await join.relay(events)
    await until(() => given.length >= 1_000)
    await setTimeout(SESSION_MS + 2_000)
    expect(given).toHaveLength(1_000)
    expect(release.health()).toEqual({ alive: true, ok: true, detail: 'joined' })
    gate.resolve()
    await until(() => given.length >= EVENTS)
    expect(given.toSorted()).toEqual(events.map(({ id }) => id).toSorted())
    expect(joins).toBe(1)
    await Promise.all([release.close(), join.close()])
  })
})
