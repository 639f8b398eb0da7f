import type { DataOf } from './define-event.ts'
import { inboundEvents } from './events/inbound.ts'
import { noticeEvents } from './events/notice.ts'
import { releaseEvents } from './events/release.ts'
import { waitlistEvents } from './events/waitlist.ts'
import { hashInId } from './ids.ts'
import { partitionOf, partitionOfHash } from './key-hash.ts'

/** Every event type there is, by name: the one list that types, validators, schemas and topics come from. */
export const eventDefinitions = { ...inboundEvents, ...waitlistEvents, ...releaseEvents, ...noticeEvents }

export type EventType = keyof typeof eventDefinitions
export type InboundType = keyof typeof inboundEvents
export type WaitlistType = keyof typeof waitlistEvents
export type ReleaseType = keyof typeof releaseEvents
export type NoticeType = keyof typeof noticeEvents
export type EventData<T extends EventType> = DataOf<(typeof eventDefinitions)[T]>

/** What a decider returns: a fact without its envelope. A union over the types named. */
export type DomainEvent<T extends EventType = EventType> = {
  [K in T]: { readonly type: K; readonly data: EventData<K> }
}[T]

/** What an event was caused by; carried from the request or the causing event into every commit. */
export type Cause = {
  readonly causationId?: string
  readonly correlationId?: string
  readonly traceparent?: string
}

/** The envelope of an event as the log keeps it and consumers see it. */
export type Envelope = Cause & {
  /** CloudEvents id: stream@version for our own events, the publisher's for inbound ones. */
  readonly id: string
  /** CloudEvents source: /waitlist/<service>, or the publisher's. */
  readonly source: string
  readonly schema: number
  readonly stream: string
  /** 1-based place in the stream. */
  readonly version: number
  /** When it happened, in ms since 1970. */
  readonly time: number
}

/** An event that is in a log: a union over the types named, told apart by `type`. */
export type RecordedEvent<T extends EventType = EventType> = { [K in T]: DomainEvent<K> & Envelope }[T]

export const inboundTypes = Object.keys(inboundEvents) as InboundType[]
export const waitlistTypes = Object.keys(waitlistEvents) as WaitlistType[]
export const releaseTypes = Object.keys(releaseEvents) as ReleaseType[]
export const noticeTypes = Object.keys(noticeEvents) as NoticeType[]

/** The stream of a kind for a key: `waitlist:{eventId}`. */
export function streamOf(kind: 'inbound' | 'waitlist' | 'release' | 'notice', key: string): string {
  return `${kind}:${key}`
}

/** The key of a stream's name: what follows the first colon. */
export function keyOf(stream: string): string {
  return stream.slice(stream.indexOf(':') + 1)
}

/** The partition that a stream belongs to: that of its event's id, which the id of a notice carries as a hash. */
export function partitionOfStream(stream: string): number {
  return stream.startsWith('notice:') ? partitionOfHash(hashInId(keyOf(stream))) : partitionOf(keyOf(stream))
}
