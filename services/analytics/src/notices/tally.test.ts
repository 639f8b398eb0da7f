import { describe, expect, test } from '@jest/globals'
import { type Channel, derivedId, type NoticeType, type RecordedEvent } from '@waitlist/contracts'
import { eventExamples } from '@waitlist/contracts/event-examples'
import fc from 'fast-check'
import { createNoticeTally } from './tally.ts'

/** An event of the nth notice of an event; the odd ones are for one customer, the even ones for another. */
function notice(type: NoticeType, eventId: string, nth: number, channel: Channel = 'email'): RecordedEvent<NoticeType> {
  const customerId = nth % 2 === 1 ? 'ana' : 'ben'
  const noticeId = derivedId('ntc', eventId, `${nth}`)
  const [stream, version] = [`notice:${noticeId}`, type === 'NotificationPlanned' ? 1 : 2]
  const envelope = { id: `${stream}@${version}`, source: '/waitlist/notification', schema: 1, stream, version, time: 0 }
  return {
    ...envelope,
    type,
    data: { ...eventExamples[type], noticeId, eventId, customerId, channel },
  } as RecordedEvent<NoticeType>
}

const day = [
  ...[1, 2, 3, 4, 5].map((nth) => notice('NotificationPlanned', 'show-1', nth)),
  ...[6, 7].map((nth) => notice('NotificationPlanned', 'show-1', nth, 'sms')),
  ...[1, 2, 5].map((nth) => notice('NotificationSent', 'show-1', nth)),
  ...[1, 3, 4].flatMap((nth) => [
    notice('NotificationAttempted', 'show-1', nth),
    notice('NotificationDelayed', 'show-1', nth),
  ]),
  notice('NotificationFailed', 'show-1', 3),
  notice('NotificationSent', 'show-1', 6, 'sms'),
  notice('NotificationPlanned', 'show-2', 1, 'sms'),
]
const counts = {
  email: { planned: 5, sent: 3, failed: 1, reached: 2 },
  sms: { planned: 2, sent: 1, failed: 0, reached: 1 },
}

describe('notices', () => {
  test('are counted by event and channel, each step once', () => {
    const tally = createNoticeTally()
    for (const event of day) tally.add(event)
    expect(Object.fromEntries(tally.of('show-1'))).toEqual(counts)
    expect(Object.fromEntries(tally.of('show-2'))).toEqual({ sms: { planned: 1, sent: 0, failed: 0, reached: 0 } })
    expect(tally.of('show-3').size).toBe(0)
  })

  test('count the same however often and in whichever order they come', () => {
    const arrivals = fc
      .subarray(day)
      .chain((again) => fc.shuffledSubarray([...day, ...again], { minLength: day.length + again.length }))
    fc.assert(
      fc.property(arrivals, (arrived) => {
        const tally = createNoticeTally()
        for (const event of arrived) tally.add(event)
        expect(Object.fromEntries(tally.of('show-1'))).toEqual(counts)
      }),
    )
  })

  test('are told apart, all of very many', () => {
    const tally = createNoticeTally()
    for (let nth = 0; nth < 20_000; nth += 1) tally.add(notice('NotificationPlanned', 'show-1', nth))
    expect(tally.of('show-1').get('email')).toEqual({ planned: 20_000, sent: 0, failed: 0, reached: 0 })
  })
})
