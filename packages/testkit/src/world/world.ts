import { createAnalyticsService } from '@waitlist/analytics'
import { createChaosBus, createMemoryParking } from '@waitlist/bus'
import type { RecordedEvent } from '@waitlist/contracts'
import { silentLogger } from '@waitlist/event-log'
import { createJoinService } from '@waitlist/join'
import { createMemoryChannel, createNotificationService } from '@waitlist/notification'
import { createReleaseService } from '@waitlist/release'
import { createMemoryPeople } from '@waitlist/views'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { createMember, type Member } from './member.ts'
import { createPauses, drain } from './pauses.ts'
import type { Random } from './random.ts'
import { worldConfig } from './world-config.ts'

/** All services in one process, each with its own log, on one fake clock and a bus that repeats and overtakes. */
export type World = {
  readonly clock: FakeClock
  readonly bus: ReturnType<typeof createChaosBus>
  readonly parking: ReturnType<typeof createMemoryParking>
  readonly messages: ReturnType<typeof createMemoryChannel>['messages']
  readonly members: readonly Member[]
  member(name: string): Member
  /** Starts every member; nothing fails meanwhile. */
  start(): Promise<void>
  /** One small step of the world: something asynchronous goes on, something is delivered, or somebody is started again. */
  step(): Promise<void>
  /** Without faults, until everything is delivered, nobody is at work and nothing is due at this moment. */
  settle(): Promise<void>
  /** What the owners' logs hold of their own streams, every event once. */
  history(): RecordedEvent[]
}

export type WorldOptions = {
  readonly random: Random
  /** So many log operations in a hundred fail, half of them after they were done. */
  readonly failing?: number
}

const LONGEST_SETTLING = 200_000
/** Who gives way to others comes back after some turns of the event loop. */
const QUIET_ROUNDS = 8

export function createWorld({ random, failing = 0 }: WorldOptions): World {
  const clock = createFakeClock()
  const pauses = createPauses()
  const parking = createMemoryParking()
  const channel = createMemoryChannel()
  const bus = createChaosBus({ parking, clock, logger: silentLogger })
  let faults = false
  const around = {
    bus,
    clock,
    people: createMemoryPeople(),
    config: worldConfig,
    pause: () => pauses.wait(),
    fail: () => (faults && random.percent(failing) ? random.pick(['before', 'after'] as const) : undefined),
  }
  const members = [
    createMember('join', createJoinService, around),
    createMember('release', createReleaseService, around),
    createMember('notification', (drivers) => createNotificationService({ ...drivers, channel }), around),
    createMember('analytics', createAnalyticsService, around),
  ]
  const starting = new Set<Member>()

  function restart(member: Member): void {
    if (member.up || starting.has(member)) return
    starting.add(member)
    void member.start().finally(() => starting.delete(member))
  }

  async function once(): Promise<boolean> {
    for (const member of members) restart(member)
    await drain()
    const resumes = pauses.waiting > 0 && random.percent(70)
    const moved = resumes ? pauses.resume(random) : bus.deliverOne(random.next) !== undefined || pauses.resume(random)
    await drain()
    return moved
  }

  const world: World = {
    clock,
    bus,
    parking,
    messages: channel.messages,
    members,
    member(name) {
      const found = members.find((member) => member.name === name)
      if (!found) throw new Error(`no member is called ${name}`)
      return found
    },
    async start() {
      for (const member of members) restart(member)
      await world.settle()
    },
    async step() {
      faults = true
      await once()
    },
    async settle() {
      faults = false
      for (let steps = 0, quiet = 0; steps < LONGEST_SETTLING; steps += 1) {
        quiet = (await once()) ? 0 : quiet + 1
        if (quiet < QUIET_ROUNDS) continue
        // A back-off, or a timer for this moment, is all that is left; later ones are the world's to reach.
        const wait = clock.untilNext()
        const busy =
          bus.pendingDeliveries() > 0 || starting.size > 0 || members.some((member) => member.storage.pending.size > 0)
        if (!busy && (wait === undefined || wait > 0)) return
        if (wait === undefined)
          throw new Error(`the world is stuck: ${bus.pendingDeliveries()} deliveries are never handled`)
        clock.advance(wait)
      }
      throw new Error('the world does not come to rest')
    },
    history() {
      const own = (name: string, prefix: string) =>
        world
          .member(name)
          .storage.placed.map(({ event }) => event)
          .filter(({ stream }) => stream.startsWith(prefix))
      return [...own('join', 'waitlist:'), ...own('release', 'release:')]
    },
  }
  return world
}
