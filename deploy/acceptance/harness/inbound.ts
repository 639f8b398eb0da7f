import { randomUUID } from 'node:crypto'
import type { EventData, InboundType } from '@waitlist/contracts'

/** What a publisher may choose of an event's envelope. */
export type Attributes = { readonly id?: string; readonly source?: string; readonly time?: number }

/** An event as another ticketing service publishes it, in structured mode. */
export type CloudEvent = {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly data: unknown
}

export const SINGLE = { 'content-type': 'application/cloudevents+json' }
export const BATCH = { 'content-type': 'application/cloudevents-batch+json' }

/** A moment (ms since 1970) as events and bodies carry it. */
export const moment = (ms: number): string => new Date(ms).toISOString()

/** An inbound event of a type with its data, that happened just now unless its attributes say otherwise. */
export function inbound<T extends InboundType>(type: T, data: EventData<T>, attributes: Attributes = {}): CloudEvent {
  return {
    specversion: '1.0',
    id: attributes.id ?? randomUUID(),
    source: attributes.source ?? '/ticketing',
    type,
    time: moment(attributes.time ?? Date.now()),
    datacontenttype: 'application/json',
    data,
  }
}
