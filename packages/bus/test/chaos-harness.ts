import { silentLogger } from '@waitlist/event-log'
import { createFakeClock, type FakeClock } from '@waitlist/testkit/world/fake-clock'
import { createRandom } from '@waitlist/testkit/world/random'
import { type ChaosBus, createChaosBus } from '../src/chaos.ts'
import { type BusHarness, stepInHeldTime } from '../src/contract/harness.ts'
import { createMemoryParking } from '../src/parking.ts'
import type { Subscription } from '../src/port.ts'

export type ChaosHarness = BusHarness & { readonly broker: ChaosBus; readonly clock: FakeClock }

/** One broker for all processes of the harness. */
export function chaosHarness(seed: number): ChaosHarness {
  const clock = createFakeClock()
  const parking = createMemoryParking()
  const broker = createChaosBus({ parking, clock, logger: silentLogger })
  const { next } = createRandom(seed)
  const groups = new Set<string>()
  return {
    clock,
    parking,
    broker,
    open: () => ({
      ...broker,
      subscribe(subscription: Subscription) {
        groups.add(subscription.group)
        broker.subscribe(subscription)
      },
    }),
    crash() {
      for (const group of groups) broker.stopGroup(group)
    },
    emit: broker.relay,
    step() {
      broker.deliverOne(next)
      return stepInHeldTime(clock)
    },
    close: broker.close,
  }
}
