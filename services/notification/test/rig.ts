import { setImmediate } from 'node:timers/promises'
import type { EventData, NoticeType, RecordedEvent } from '@waitlist/contracts'
import { createMemoryLog, createMemoryStorage, type MemoryLogOptions, type MemoryStorage } from '@waitlist/event-log'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { createMemoryPeople } from '@waitlist/views'
import type { Message, NoticeChannel } from '../src/channels/notice-channel.ts'
import { createNoticeLog } from '../src/notice-log.ts'
import { createPlanner } from '../src/planning/planner.ts'
import { createSender } from '../src/sending/sender.ts'
import { STARTED } from './story.ts'

/** What outlives a process: the log, what was sent, the addresses and the time. */
export type World = ReturnType<typeof createWorld>

export function createWorld(customers: readonly string[] = []) {
  const people = createMemoryPeople()
  const sent: { noticeId: string; message: Message }[] = []
  const channel: NoticeChannel = {
    recognisesRepeats: () => true,
    async send(noticeId, message) {
      sent.push({ noticeId, message })
      return { status: 'accepted' }
    },
    async close() {},
  }
  const put = (ids: readonly string[]) =>
    people.put(ids.map((customerId) => ({ customerId, email: `${customerId}@example.org`, phone: '+4915100' })))
  void put(customers)
  return { storage: createMemoryStorage(), clock: createFakeClock(STARTED), people, sent, channel, put }
}

export type Line = { readonly level: string; readonly message: string } & Readonly<Record<string, unknown>>

/** A process of the service, without its bus: a planner and a sender on one log. */
export function startProcess(world: World, { channel = world.channel, ...options }: ProcessOptions = {}) {
  const log = createMemoryLog(world.storage, options)
  const notices = createNoticeLog(log)
  const lines: Line[] = []
  const say = (level: string) => (fields: object, message: string) => void lines.push({ level, message, ...fields })
  const logger = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') }
  const compose = { publicUrl: 'https://tickets.example', signClaim: (...ids: string[]) => `k1.${ids.join('.')}` }
  const planner = createPlanner({ log, notices, clock: world.clock }, () => sender.poke())
  const sender = createSender({ ...world, log, notices, logger, channel, look: planner.look, compose })
  return {
    log,
    lines,
    planner,
    sender,
    /** Delivers events as a bus does: in this order, the next without waiting for the last. */
    deliver: (events: readonly RecordedEvent[]) => Promise.all(events.map(planner.handle)),
    async close() {
      await sender.close()
      await planner.close()
    },
  }
}

type ProcessOptions = MemoryLogOptions & { readonly channel?: NoticeChannel }

/** All events of one type that stand on notices' streams, in the order written. */
export function noticesOf<T extends NoticeType>({ placed }: MemoryStorage, type: T): EventData<T>[] {
  return placed.flatMap(({ event }) => (event.type === type ? [event.data as EventData<T>] : []))
}

const PATIENCE_MS = 20_000

/** Lets the process work until something is so; fails when it never comes to that. */
export async function until(holds: () => boolean): Promise<void> {
  for (const begun = performance.now(); !holds(); await setImmediate()) {
    if (performance.now() - begun > PATIENCE_MS) throw new Error('it never came to that')
  }
}

/** Lets the process work for a while in which nothing is expected to happen. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await setImmediate()
}
