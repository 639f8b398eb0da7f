import { type Bus, type ChaosBus, type Subscription, soleOwnership } from '@waitlist/bus'
import {
  type Clock,
  createMemoryLog,
  createMemoryStorage,
  createRelay,
  type MemoryStorage,
  silentLogger,
} from '@waitlist/event-log'
import type { Drivers, Service, ServiceConfig } from '@waitlist/service-kit'
import { createMemoryViews, type PeopleStore } from '@waitlist/views'
import type { FakeClock } from './fake-clock.ts'

/** What every member of a world shares. */
export type Surroundings = {
  readonly bus: ChaosBus
  readonly clock: FakeClock
  readonly people: PeopleStore
  readonly config: ServiceConfig
  /** Awaited by the logs before and after each operation. */
  pause(): Promise<void>
  /** Whether a log operation fails, and when. */
  fail(operation: string): 'before' | 'after' | undefined
}

/** A service in a process of its own: its log outlives it, nothing else does. */
export type Member = {
  readonly name: string
  readonly storage: MemoryStorage
  /** The process that runs now; undefined while none does. */
  readonly service: Service | undefined
  /** How many processes there were; an answer of an earlier one was never given. */
  readonly generation: number
  readonly up: boolean
  /** A process begins; when its start fails it is gone again. */
  start(): Promise<void>
  /** The process is killed, at whatever point it is. */
  kill(): void
}

export function createMember(name: string, create: (drivers: Drivers) => Service, around: Surroundings): Member {
  const storage = createMemoryStorage()
  let service: Service | undefined
  let generation = 0
  let up = false
  let end: () => void = () => {}
  // A process that is killed while it starts never says so itself.
  let killed = Promise.withResolvers<void>()

  function begin(): { service: Service; attach: () => void } {
    const log = createMemoryLog(storage, { pause: around.pause, fail: around.fail })
    const { clock, die } = mortalClock(around.clock)
    const subscriptions: Subscription[] = []
    const bus: Bus = {
      ...around.bus,
      subscribe: (subscription) => void subscriptions.push(subscription),
      async close() {},
    }
    const relay = createRelay({ log, publish: (events) => around.bus.relay(events), clock, logger: silentLogger })
    const { people, config } = around
    const process = {
      log,
      bus,
      ownership: soleOwnership,
      views: createMemoryViews(),
      people,
      clock,
      logger: silentLogger,
    }
    const begun = create({ ...process, config })
    end = () => {
      die()
      log.sever()
      for (const { group } of subscriptions) around.bus.stopGroup(group)
    }
    const attach = () => {
      for (const subscription of subscriptions) around.bus.subscribe(subscription)
      void relay.start()
    }
    return { service: begun, attach }
  }

  function kill(): void {
    killed.resolve()
    killed = Promise.withResolvers()
    end()
    end = () => {}
    service = undefined
    up = false
  }

  return {
    name,
    storage,
    get service() {
      return up ? service : undefined
    },
    get generation() {
      return generation
    },
    get up() {
      return up
    },
    async start() {
      kill()
      generation += 1
      const own = generation
      const process = begin()
      service = process.service
      try {
        await Promise.race([process.service.start(), killed.promise])
      } catch {
        if (own === generation) kill()
        return
      }
      if (own !== generation || service !== process.service) return
      process.attach()
      up = true
    },
    kill,
  }
}

/** A clock whose timers end with the process that set them. */
function mortalClock(clock: FakeClock): { clock: Clock; die: () => void } {
  const cancels = new Set<() => void>()
  let alive = true
  return {
    clock: {
      now: clock.now,
      after(ms, call) {
        if (!alive) return () => {}
        const cancel = clock.after(ms, () => {
          cancels.delete(cancel)
          call()
        })
        cancels.add(cancel)
        return () => {
          cancels.delete(cancel)
          cancel()
        }
      },
    },
    die() {
      alive = false
      for (const cancel of cancels) cancel()
      cancels.clear()
    },
  }
}
