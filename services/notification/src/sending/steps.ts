import type { EventData, NoticeType } from '@waitlist/contracts'
import type { Commit } from '@waitlist/event-log'
import { causeOf, type NoticeEvent, noticeCommit } from '../notice-events.ts'
import type { NoticeState } from './notice-state.ts'

/**
 * How long (ms) an attempt is left alone: longer than any channel takes to say what came of it. Who finds it in the log
 * after that takes it for lost.
 */
export const ATTEMPT_MS = 30_000

/** An attempt begins; it is in the log before the message is out of the house. */
export function attemptedCommit(notice: NoticeState, now: number): Commit {
  const data = { ...subjectOf(notice), attempt: notice.attempts + 1, ...ambiguousOf(notice) }
  return stepCommit(notice, 'NotificationAttempted', data, now, now + ATTEMPT_MS)
}

/** The notice as it stands while an attempt that the log knows of is under way. */
export function whileAttempted(notice: NoticeState, now: number): NoticeState {
  const { version, attempts, time } = notice
  return { ...notice, version: version + 1, attempts: attempts + 1, time: Math.max(now, time) }
}

/** The provider took the message, at this attempt. */
export function sentCommit(notice: NoticeState, attempt: number, now: number): Commit {
  return stepCommit(notice, 'NotificationSent', { ...subjectOf(notice), attempt, ...ambiguousOf(notice) }, now, null)
}

/** The message will not be sent any more. */
export function failedCommit(notice: NoticeState, reason: string, now: number): Commit {
  return stepCommit(notice, 'NotificationFailed', { ...subjectOf(notice), reason, ...ambiguousOf(notice) }, now, null)
}

/** The attempt under way was in vain, or nobody knows; there is another one at `wakeAt` (ms). */
export function delayedCommit(notice: NoticeState, reason: string, now: number, wakeAt: number): Commit {
  const data = { ...subjectOf(notice), attempt: notice.attempts, reason, ...ambiguousOf(notice) }
  return stepCommit(notice, 'NotificationDelayed', data, now, wakeAt)
}

function subjectOf({ planned }: NoticeState) {
  const { locale: _, ...subject } = planned.data
  return subject
}

const ambiguousOf = ({ ambiguous }: NoticeState) => (ambiguous === 0 ? {} : { ambiguous })

function stepCommit<T extends NoticeType>(
  { planned, version, time }: NoticeState,
  type: T,
  data: EventData<T>,
  now: number,
  wakeAt: number | null,
): Commit {
  const happened = { type, data, time: Math.max(now, time), cause: causeOf(planned) }
  return noticeCommit(happened as NoticeEvent, version + 1, wakeAt)
}
