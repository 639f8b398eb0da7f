import { setTimeout } from 'node:timers/promises'
import { silentLogger } from '@waitlist/event-log'
import type { BusHarness } from '../src/contract/harness.ts'
import { createKafkaBus, createKafkaParking, type KafkaBus } from '../src/kafka.ts'
import type { Subscription } from '../src/port.ts'
import { createHastyClock } from './hasty-clock.ts'
import { createGround } from './kafka-ground.ts'
import { mortalSockets } from './mortal-sockets.ts'

const STEP_MS = 5
/** Waits between tries go up to five seconds; here nobody has the time. */
const clock = createHastyClock(50)
const address = 'http://127.0.0.1:3001'

export function kafkaHarness(brokers: readonly string[]): BusHarness {
  const ground = createGround(brokers, ['WaitlistLeft', 'WaitlistClosed', 'RefundIssued'])
  const { access, ready } = ground
  const common = { ...access, service: 'group', address, clock, logger: silentLogger }
  const parking = createKafkaParking(common)
  const outside = createKafkaBus({ ...common, parking })
  const crashed: Promise<void>[] = []
  let process: { readonly bus: KafkaBus; readonly die: () => void } | undefined

  /** A handler of a process that has died does not come back; for us it has to end, so that its process can be let go. */
  function mortal(subscription: Subscription, death: Promise<never>): Subscription {
    return { ...subscription, handle: (event) => Promise.race([subscription.handle(event), death]) }
  }

  return {
    parking,
    async step() {
      await setTimeout(STEP_MS)
    },
    open() {
      const { socketFactory, die } = mortalSockets()
      const death = Promise.withResolvers<never>()
      death.promise.catch(() => {})
      const bus = createKafkaBus({ ...common, socketFactory, parking, sessionTimeoutMs: 6_000 })
      process = {
        bus,
        die() {
          die()
          crashed.push(bus.close())
          death.reject(Object.assign(new Error('the process has died'), { code: 'DIED' }))
        },
      }
      return {
        ...bus,
        subscribe: (subscription) => bus.subscribe(mortal(subscription, death.promise)),
        start: () => ready.then(bus.start),
        publish: (events) => ready.then(() => bus.publish(events)),
      }
    },
    crash() {
      process?.die()
      process = undefined
    },
    emit: (events) => ready.then(() => outside.relay(events)),
    async close() {
      await Promise.all([process?.bus.close(), ...crashed, outside.close(), parking.close()])
      await ground.clear()
    },
  }
}
