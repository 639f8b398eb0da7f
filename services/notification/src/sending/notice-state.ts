import type { RecordedEvent } from '@waitlist/contracts'
import type { EventLog } from '@waitlist/event-log'

/** A notice that is planned, and has neither been sent nor given up. */
export type NoticeState = {
  readonly stream: string
  readonly planned: RecordedEvent<'NotificationPlanned'>
  /** Version and time (ms) of the newest event. */
  readonly version: number
  readonly time: number
  /** How many attempts the log knows of, and of how many of these nobody knows what came of them. */
  readonly attempts: number
  readonly ambiguous: number
}

/** Reads a notice; undefined when there is nothing more to do for it. */
export async function readNotice(
  log: Pick<EventLog, 'read' | 'head'>,
  stream: string,
): Promise<NoticeState | undefined> {
  const [planned, second] = await log.read(stream, 1, 2)
  if (planned?.type !== 'NotificationPlanned') return undefined
  const begun = { stream, planned, version: 1, time: planned.time, attempts: 0, ambiguous: 0 }
  if (!second) return begun
  // Each step sums up those before it.
  const [newest] = await log.read(stream, await log.head(stream), 1)
  return newest && stepped(begun, newest)
}

function stepped(begun: NoticeState, { type, data, version, time }: RecordedEvent): NoticeState | undefined {
  if (type !== 'NotificationAttempted' && type !== 'NotificationDelayed') return undefined
  const { attempt, ambiguous = 0 } = data
  // An attempt that was never heard of again: its process ended while the message was on its way.
  const unheard = type === 'NotificationAttempted' ? 1 : 0
  return { ...begun, version, time, attempts: attempt, ambiguous: ambiguous + unheard }
}
