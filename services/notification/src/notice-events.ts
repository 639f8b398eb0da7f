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

/** What happened to a notice. */
export type NoticeEvent<T extends NoticeType = NoticeType> = {
  [K in T]: { readonly type: K; readonly data: EventData<K>; readonly time: number; readonly cause: Cause }
}[T]

/** Notices with a deadline go before those that only confirm something: what is due soonest is sent first. */
const AT_ONCE = 0

/** The first commit of a notice. It owes the sending, from now (ms) on, until a later one says what became of it. */
export function plannedCommit(event: NoticeEvent<'NotificationPlanned'>, now: number): Commit {
  return noticeCommit(event, 1, event.data.template === 'offer' ? AT_ONCE : now)
}

/** What happened to a notice at a version of its stream, and when (ms) it owes something again; null: never. */
export function noticeCommit({ type, data, time, cause }: NoticeEvent, version: number, wakeAt: number | null): Commit {
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
