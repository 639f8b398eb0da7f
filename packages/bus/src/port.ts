import type { EventType, RecordedEvent } from '@waitlist/contracts'

/** An inbound event that a publisher gives us: its data has been validated, its version is not known yet. */
export type InboundEvent = Omit<RecordedEvent, 'stream' | 'version'> & { readonly type: EventType }

/** What publishing an inbound event came to; a duplicate has the same source and id as an earlier one. */
export type PublishResult = 'accepted' | 'duplicate'

/** A record as a broker gave it, so that it can be put back unchanged. */
export type OriginalRecord = {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>
}

/** An event that could not be handled, kept with its bytes for a person to look at. */
export type ParkedEvent = {
  readonly topic: string
  readonly group: string
  /** Where it came from: position, partition and offset, or the publisher's address. */
  readonly origin: string
  readonly reason: string
  readonly bytes: string
  readonly time: number
  /** Where a broker gave it: all of the record. A parking lot may keep it instead of the bytes, and does not give it back. */
  readonly original?: OriginalRecord
}

/** One service's interest in some topics. Delivery is at least once, in any order; the handler copes with both. */
export type Subscription = {
  /** The consumer group; its progress is durable. */
  readonly group: string
  readonly topics: readonly EventType[]
  /**
   * Handles one event; events are given in order, the next without waiting for the last, so that a writer can take
   * many in one turn. A ParkError parks the event at once; any other failure is tried again with back-off, and an
   * event that keeps failing without the log being at fault is parked at the end.
   */
  handle(event: RecordedEvent): Promise<void>
  /** Whether answers wait (at most 250 ms) for this group, so that callers see the effects of what they did. */
  readonly awaited: boolean
}

/** Thrown by a handler: this event can never be handled; park it with the reason and go on. */
export class ParkError extends Error {
  override readonly name = 'ParkError'
}

export interface Bus {
  /** Makes inbound events durable; a result per event, in their order. */
  publish(events: readonly InboundEvent[]): Promise<PublishResult[]>
  subscribe(subscription: Subscription): void
  /** Begins to deliver. Subscriptions are made before. */
  start(): Promise<void>
  /**
   * Waits, at most 250 ms, until the awaited groups have handled everything with this correlation id, what they
   * caused included. Resolves at once where the driver cannot know.
   */
  settled(correlationId: string): Promise<void>
  /** Stops delivering, waits for the handlers in flight, saves the progress. */
  close(): Promise<void>
}

/** An event in a parking lot. */
export type ParkedRow = ParkedEvent & { readonly position: number }

/** What a person does with parked events; true where there was such a one. */
export interface ParkingDesk {
  /** In the order in which they were parked. */
  parked(after: number, limit: number): Promise<readonly ParkedRow[]>
  /** Lets it be handled again, by the group that could not: at once when the product runs, else when it starts. */
  retry(position: number): Promise<boolean>
  /** Takes it away for good. */
  drop(position: number): Promise<boolean>
}

/** Where events go that could not be handled. */
export interface ParkingLot {
  park(event: ParkedEvent): Promise<void>
  parked(after: number, limit: number): Promise<readonly (ParkedEvent & { readonly position: number })[]>
}
