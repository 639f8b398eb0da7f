import { SpanKind } from '@opentelemetry/api'
import type { EventType, RecordedEvent } from '@waitlist/contracts'
import {
  carriedBy,
  createCount,
  createHistogram,
  errorTypeOf,
  idNames,
  isMeasured,
  isTraced,
  metricNames,
  attributeNames as names,
  spanNames,
  startSpan,
  stopwatch,
  traced,
} from '@waitlist/telemetry'
import type { Subscription } from './port.ts'

/** The brokers that events go through, as telemetry calls them. */
export type BrokerName = 'kafka' | 'in-process'

const operation = (name: 'process' | 'send') => ({ [names.operationName]: name, [names.operationType]: name })

/**
 * Tells of each try of an event by a group: a span below what the event came from, and how long it took. The handler gets
 * the event with the place of that span, so that what it causes belongs under it. The handler itself where nobody looks.
 */
export function observedHandler(
  { group, handle }: Pick<Subscription, 'group' | 'handle'>,
  broker: BrokerName,
): Subscription['handle'] {
  if (!isTraced() && !isMeasured()) return handle
  const duration = createHistogram(metricNames.processDuration)
  const about = { [names.messagingSystem]: broker, [names.group]: group, ...operation('process') }

  return async (event) => {
    const elapsed = stopwatch()
    const attributes = { ...about, [names.topic]: event.type }
    const span = startSpan(`${spanNames.process} ${event.type}`, {
      kind: SpanKind.CONSUMER,
      causes: [event],
      attributes: { ...attributes, [idNames.messageId]: event.id, [idNames.eventId]: event.data.eventId },
    })
    try {
      await traced(span, () => handle(carriedBy(span, event)))
      duration(elapsed(), attributes)
    } catch (failure) {
      duration(elapsed(), { ...attributes, [names.errorType]: errorTypeOf(failure) })
      throw failure
    }
  }
}

/** Counts what a group does with events that fail. */
export function observeFailures(group: string) {
  const retries = createCount(metricNames.retries)
  const parked = createCount(metricNames.parked)
  // A series that begins with what it is to warn of shows no increase.
  parked(0, { [names.group]: group })
  return {
    retried: (topic: string) => retries(1, { [names.group]: group, [names.topic]: topic }),
    parked: (topic: string) => parked(1, { [names.group]: group, [names.topic]: topic }),
  }
}

/** Sends a batch of events, and gives what that gives. */
type Sending = <T>(
  events: readonly (Pick<RecordedEvent, 'traceparent'> & { readonly type: EventType })[],
  send: () => Promise<T>,
) => Promise<T>

/** Tells of batches on their way to their topics: a span below what their events came from, and how many got there. */
export function observeSending(broker: BrokerName): Sending {
  if (!isTraced() && !isMeasured()) return (_events, send) => send()
  const sent = createCount(metricNames.sent)
  const about = { [names.messagingSystem]: broker, ...operation('send') }

  return async (events, send) => {
    if (events.length === 0) return send()
    const byTopic = Map.groupBy(events, ({ type }) => type)
    const [topic] = byTopic.size === 1 ? byTopic.keys() : []
    const span = startSpan(topic ? `${spanNames.send} ${topic}` : spanNames.send, {
      kind: SpanKind.PRODUCER,
      causes: events,
      attributes: { ...about, ...(topic && { [names.topic]: topic }), [names.batchCount]: events.length },
    })
    const result = await traced(span, send)
    for (const [type, own] of byTopic) sent(own.length, { ...about, [names.topic]: type })
    return result
  }
}
