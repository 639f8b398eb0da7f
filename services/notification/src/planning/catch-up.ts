import type { RecordedEvent } from '@waitlist/contracts'
import type { Clock, Commit, EventLog } from '@waitlist/event-log'
import { foldContext } from '../domain/context.ts'
import { type Notice, plan, planFarewells } from '../domain/plan.ts'
import { giveWay } from '../give-way.ts'
import { causeOf, plannedCommit } from '../notice-events.ts'
import type { NoticeLog } from '../notice-log.ts'
import { checkpointName, type Followed, folded } from './contexts.ts'
import { createNextEvents } from './next-events.ts'

export type PlanningDrivers = { readonly log: EventLog; readonly notices: NoticeLog; readonly clock: Clock }

const MOST_PLANNED = 500
const PAGE = 250

/**
 * Reacts to everything of an event's two streams that follows without a gap what was reacted to: plans the notices,
 * then moves the checkpoints. Resolves with whether notices were planned. When it rejects, the context is ahead of
 * what is durable and has to be dropped.
 */
export async function catchUp(
  followed: Followed,
  delivered: readonly RecordedEvent[],
  drivers: PlanningDrivers,
): Promise<boolean> {
  const next = createNextEvents(followed, delivered, drivers.log)
  let planned = false
  for (;;) {
    const { kind, events } = await next()
    if (events.length === 0) return planned
    planned = (await react(followed, events, drivers)) || planned
    const { context } = followed
    await drivers.log.setCheckpoint(checkpointName(kind, context.eventId), folded(context, kind))
    await giveWay(1)
  }
}

/** Plans what the events call for; in parts, because a cancellation may tell everybody. */
async function react(
  { context }: Followed,
  events: readonly RecordedEvent[],
  { log, notices, clock }: PlanningDrivers,
): Promise<boolean> {
  const planned = new Map<string, Commit>()
  let any = false

  async function write(): Promise<void> {
    any ||= planned.size > 0
    await notices.append([...planned.values()])
    planned.clear()
  }

  async function add(cause: RecordedEvent, called: Iterable<Notice>): Promise<void> {
    for (const data of called) {
      const now = clock.now()
      const happened = { time: Math.max(now, cause.time), cause: causeOf(cause) }
      planned.set(data.noticeId, plannedCommit({ type: 'NotificationPlanned', data, ...happened }, now))
      if (planned.size >= MOST_PLANNED) await write()
    }
  }

  for (const event of events) {
    await add(event, plan(event, context))
    if (event.type === 'WaitlistCancelled' && !context.cancelled) {
      for await (const joins of joinsBefore(event, log)) await add(event, planFarewells(joins, context))
    }
    foldContext(context, event)
  }
  await write()
  return any
}

/**
 * Everyone who ever joined, read again page by page: whom to tell of a cancellation is too much to be kept in memory.
 */
async function* joinsBefore({ stream, version }: RecordedEvent, log: EventLog) {
  for (let from = 1; from < version; from += PAGE) {
    const page = await log.read(stream, from, Math.min(PAGE, version - from))
    yield page.filter((event) => event.type === 'WaitlistJoined')
    await giveWay(1)
  }
}
