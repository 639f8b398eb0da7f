import { randomUUID } from 'node:crypto'
import {
  type Cause,
  type EventData,
  eventDefinitions,
  type NoticeType,
  type RecordedEvent,
  streamOf,
} from '@waitlist/contracts'
import type { Commit, NewEvent } from '@waitlist/event-log'

/** What a commit of a notice is about: its version in the notice's stream and what happened. */
type NoticeEvent<T extends NoticeType = NoticeType> = {
  [K in T]: { readonly type: K; readonly data: EventData<K>; readonly time: number; readonly cause: Cause }
}[T]

/** Notices with a deadline go before those that only confirm something: what is due soonest is sent first. */
const AT_ONCE = 0

/** The first commit of a notice. It owes the sending, from now (ms) on, until a later one says what became of it. */
export function plannedCommit(event: NoticeEvent<'NotificationPlanned'>, now: number): Commit {
  return commitOf(event, 1, event.data.template === 'offer' ? AT_ONCE : now)
}

/** The last commit of a notice: it was sent, or will never be. */
export function finishedCommit(event: NoticeEvent<'NotificationSent' | 'NotificationFailed'>): Commit {
  return commitOf(event, 2, null)
}

function commitOf({ type, data, time, cause }: NoticeEvent, version: number, wakeAt: number | null): Commit {
  const event: NewEvent = {
    ...cause,
    type,
    data,
    source: '/waitlist/notification',
    schema: eventDefinitions[type].schema,
    time,
  }
  const stream = streamOf('notice', data.noticeId)
  return { id: randomUUID(), stream, firstVersion: version, events: [event], commands: [], wakeAt }
}

/** What an event gives to those it causes. */
export function causeOf({ id, correlationId, traceparent }: RecordedEvent): Cause {
  return {
    causationId: id,
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(traceparent === undefined ? {} : { traceparent }),
  }
}
