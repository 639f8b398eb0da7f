import {
  type Decoded,
  decodeInbound,
  decodeRecorded,
  encodeCloudEvent,
  fromBinary,
  inboundTypes,
  isBinaryMode,
  type RecordedEvent,
  streamOf,
} from '@waitlist/contracts'
import { reasonOf } from './failures.ts'
import type { OriginalRecord } from './port.ts'

/** A record as a broker hands it over. */
export type BrokerRecord = {
  readonly topic: string
  /** Where it came from, for a person: partition and offset. */
  readonly origin: string
  readonly bytes: Uint8Array
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, unknown>>
  /** All of it, where a broker keeps more than the bytes. */
  readonly original?: OriginalRecord
}

/** How events become documents and back: decode upcasts and validates too, and never throws. */
export type Codec = {
  decode(value: unknown): Decoded<RecordedEvent>
  encode(event: RecordedEvent): object
}

/** What is in a record, or why nothing that we can use is. */
export type Opened =
  | { readonly event: RecordedEvent }
  | { readonly reason: string; readonly text: string; readonly alarm: boolean }

const inbound: ReadonlySet<unknown> = new Set(inboundTypes)
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * CloudEvents as the contracts write them. On a topic, an inbound event has no place in a stream of ours: it stands on
 * `inbound:{eventId}` with version 0.
 */
export const cloudEvents: Codec = {
  decode(value) {
    if (!inbound.has((value as { type?: unknown } | null)?.type)) return decodeRecorded(value)
    const decoded = decodeInbound(value)
    if (!decoded.ok) return decoded
    const { event } = decoded
    return { ok: true, event: { ...event, stream: streamOf('inbound', event.data.eventId), version: 0 } }
  },
  encode: encodeCloudEvent,
}

/** The bytes of a record as text; what is no UTF-8 as a data URL, so that nothing of it is lost. */
export function textOf(bytes: Uint8Array): { readonly text: string; readonly garbled: boolean } {
  try {
    return { text: utf8.decode(bytes), garbled: false }
  } catch {
    return { text: `data:;base64,${Buffer.from(bytes).toString('base64')}`, garbled: true }
  }
}

/** Decodes, upcasts and validates a record. A schema version that is newer than we are is worth an alarm. */
export function openRecord({ topic, bytes, headers = {} }: BrokerRecord, codec: Codec): Opened {
  const { text, garbled } = textOf(bytes)
  const unusable = (reason: string, alarm = false): Opened => ({ reason, text, alarm })
  if (garbled) return unusable('malformed: the bytes are no UTF-8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (failure) {
    return unusable(`malformed: ${reasonOf(failure)}`)
  }
  const decoded = codec.decode(isBinaryMode(headers, 'ce_') ? fromBinary(headers, value, 'ce_') : value)
  if (decoded.ok) {
    if (decoded.event.type === topic) return { event: decoded.event }
    return unusable(`malformed: a ${decoded.event.type} does not belong on the topic ${topic}`)
  }
  const errors = decoded.errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')
  return unusable(`${decoded.reason}: ${decoded.detail} (${errors})`, decoded.reason === 'unknown-schema')
}
