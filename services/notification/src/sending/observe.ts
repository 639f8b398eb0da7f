import { SpanKind } from '@opentelemetry/api'
import type { RecordedEvent } from '@waitlist/contracts'
import {
  carriedBy,
  createCount,
  idNames,
  metricNames,
  attributeNames as names,
  spanNames,
  startSpan,
  traced,
} from '@waitlist/telemetry'

type Planned = RecordedEvent<'NotificationPlanned'>

/**
 * Tells of each try of a notice: a span below the place where it was planned, and what came of it by channel and
 * template. The work gets the notice with the place of that span. Never an address or a word of the message.
 */
export function observeNotices() {
  const count = createCount(metricNames.notices)

  return <Result extends { readonly outcome: string }>(
    planned: Planned,
    work: (planned: Planned) => Promise<Result>,
  ): Promise<Result> => {
    const { noticeId, eventId, channel, template } = planned.data
    const attributes = { [names.channel]: channel, [names.template]: template }
    const span = startSpan(`${spanNames.notify} ${channel}`, {
      kind: SpanKind.PRODUCER,
      causes: [planned],
      attributes: { ...attributes, [idNames.noticeId]: noticeId, [idNames.eventId]: eventId },
    })
    return traced(span, async () => {
      const result = await work(carriedBy(span, planned))
      const came = { [names.noticeOutcome]: result.outcome }
      span?.setAttributes(came)
      count(1, { ...attributes, ...came })
      return result
    })
  }
}
