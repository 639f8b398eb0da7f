import { setImmediate } from 'node:timers/promises'
import type { RecordedEvent } from '@waitlist/contracts'
import type { FakeClock } from '@waitlist/testkit/world/fake-clock'
import type { Bus, ParkingLot, Subscription } from '../port.ts'

/** A driver of the bus to be tested: what is outside of the process, and processes that come and go. */
export type BusHarness = {
  readonly parking: ParkingLot
  /** Lets everything go on a little, time too. */
  step(): Promise<void>
  /** A new process with a bus; it goes on where those before it were. One at a time. */
  open(): Bus
  /** The process that runs now dies at once. */
  crash(): void
  /** Makes events of ours known, as a commit or a relay does. */
  emit(events: readonly RecordedEvent[]): Promise<void>
  /** Lets go of everything. */
  close(): Promise<void>
}

const MOST_STEPS = 20_000

/** Lets everything go on, time too, until something is so. */
export async function until(harness: BusHarness, so: () => boolean | Promise<boolean>): Promise<void> {
  for (let step = 0; step < MOST_STEPS; step++) {
    if (await so()) return
    await harness.step()
  }
  throw new Error(`This did not come to be: ${so}`)
}

/** Lets everything go on for so many steps, to see that something does not happen. */
export async function pass(harness: BusHarness, steps = 200): Promise<void> {
  for (let step = 0; step < steps; step++) await harness.step()
}

/** A step where time is held: what is ready to run runs, then the clock goes to the next timer. */
export async function stepInHeldTime(clock: FakeClock): Promise<void> {
  await setImmediate()
  clock.advance(clock.untilNext() ?? 0)
}

/** What a group was given, in order of the first time, and how often. */
export type Witness = {
  readonly events: RecordedEvent[]
  readonly ids: string[]
  times(id: string): number
  readonly subscription: Subscription
}

/** A subscription that remembers what it is given before its handler takes it. */
export function witness(
  group: string,
  topics: Subscription['topics'],
  rest: Partial<Pick<Subscription, 'handle' | 'awaited'>> = {},
): Witness {
  const times = new Map<string, number>()
  const events: RecordedEvent[] = []
  const ids: string[] = []
  const { handle = async () => {}, awaited = true } = rest
  return {
    events,
    ids,
    times: (id) => times.get(id) ?? 0,
    subscription: {
      group,
      topics,
      awaited,
      handle(event) {
        if (!times.has(event.id)) {
          events.push(event)
          ids.push(event.id)
        }
        times.set(event.id, (times.get(event.id) ?? 0) + 1)
        return handle(event)
      },
    },
  }
}
