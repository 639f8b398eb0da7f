import type { RecordedEvent } from '@waitlist/contracts'
import type { Clock, Commit, EventLog } from '@waitlist/event-log'
import { foldContext } from '../domain/context.ts'
import { plan } from '../domain/plan.ts'
import { giveWay } from '../give-way.ts'
import { causeOf, plannedCommit } from '../notice-events.ts'
import type { NoticeLog } from '../notice-log.ts'
import { checkpointName, type Followed, folded } from './contexts.ts'
import { createNextEvents } from './next-events.ts'

export type PlanningDrivers = { readonly log: EventLog; readonly notices: NoticeLog; readonly clock: Clock }

const MOST_PLANNED = 500

/**
 * Reacts to everything of an event's two streams that follows without a gap what was reacted to: plans the notices, then
 * moves the checkpoints. Resolves with whether notices were planned. When it rejects, the context is ahead of what is
 * durable and has to be dropped.
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
  { notices, clock }: PlanningDrivers,
): Promise<boolean> {
  const planned = new Map<string, Commit>()
  let any = false
  async function write(): Promise<void> {
    any ||= planned.size > 0
    await notices.append([...planned.values()])
    planned.clear()
  }
  for (const event of events) {
    for (const data of plan(event, context)) {
      const now = clock.now()
      const happened = { time: Math.max(now, event.time), cause: causeOf(event) }
      planned.set(data.noticeId, plannedCommit({ type: 'NotificationPlanned', data, ...happened }, now))
      if (planned.size < MOST_PLANNED) continue
      await write()
      await giveWay(1)
    }
    foldContext(context, event)
  }
  await write()
  return any
}
