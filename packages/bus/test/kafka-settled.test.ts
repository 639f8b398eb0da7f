import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { silentLogger, systemClock } from '@waitlist/event-log'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { refund } from '../src/contract/events.ts'
import { createKafkaBus, type KafkaBus } from '../src/kafka.ts'
import { createMemoryParking } from '../src/parking.ts'
import { createHastyClock } from './hasty-clock.ts'
import { createGround, type Ground } from './kafka-ground.ts'

/** The limit of 250 ms, and the time between looks, so many times longer: a slow machine is no failure. */
const SLOWER = 40

describeWith('kafka', 'what was published is waited for', (url) => {
  let ground: Ground
  const open: KafkaBus[] = []
  beforeAll(async () => {
    ground = createGround(url.split(','), ['RefundIssued'])
    await ground.ready
  })
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close()
  })
  afterAll(() => ground.clear())

  function busOf(service: string, clock = systemClock): KafkaBus {
    const common = { service, address: `${service}:1`, parking: createMemoryParking(), clock, logger: silentLogger }
    const bus = createKafkaBus({ ...ground.access, ...common })
    open.push(bus)
    return bus
  }

  test('until release has handled it, the first event of its partition too', async () => {
    const release = busOf('release')
    const handled: string[] = []
    release.subscribe({
      group: 'release',
      topics: ['RefundIssued'],
      awaited: true,
      async handle({ id }) {
        await setTimeout(50)
        handled.push(id)
      },
    })
    await release.start()
    const gateway = busOf('gateway', createHastyClock(1 / SLOWER))
    await gateway.start()
    for (const id of ['r-1', 'r-2']) {
      await gateway.publish([refund(id, { correlationId: `request-${id}` })])
      await gateway.settled(`request-${id}`)
      expect(handled).toContain(id)
    }
  })

  test('not at all when nobody who decides is there', async () => {
    const gateway = busOf('gateway', createHastyClock(1 / 10_000))
    await gateway.start()
    await gateway.publish([refund('r-3', { correlationId: 'request-3' })])
    await gateway.settled('request-3')
    await gateway.settled('of somebody else')
    expect(gateway.health()).toEqual({ alive: true, ok: true, detail: 'joined' })
  })
})
