import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { copiesAreCounted, everyNoticeEndsOnce } from './notices.ts'

let version = 0
const event = (type: string, data: object) =>
  ({ stream: 'notice:n', version: ++version, type, data }) as never as RecordedEvent

const planned = event('NotificationPlanned', { noticeId: 'n', offerId: 'o', template: 'offer', channel: 'email' })
const sent = (more: object = {}) => event('NotificationSent', { noticeId: 'n', attempt: 1, ...more })
const failed = (more: object = {}) => event('NotificationFailed', { noticeId: 'n', reason: 'no', ...more })
const history = {
  waitlist: [event('WaitlistJoined', { entryId: 'e', channels: ['email'] })],
  release: [event('OfferMade', { offerId: 'o', entryId: 'e' })],
}

describe('each (offer, channel)', () => {
  test('is told of once', () => {
    expect(everyNoticeEndsOnce(history, [[planned, sent()]])).toEqual([])
    expect(everyNoticeEndsOnce(history, [[planned, failed()]])).toEqual([])
  })

  test.each([
    ['without a notice', []],
    ['without an end', [[planned]]],
    ['with two ends', [[planned, sent(), failed()]]],
    ['with more after its end', [[planned, sent(), event('NotificationAttempted', {})]]],
  ])('is a violation %s', (_, notices) => {
    expect(everyNoticeEndsOnce(history, notices)).toHaveLength(1)
  })
})

describe('copies', () => {
  test.each([
    [sent(), 1, true],
    [sent(), 0, false],
    [sent(), 2, false],
    [sent({ ambiguous: 1 }), 2, true],
    [sent({ ambiguous: 1 }), 3, false],
    [failed(), 0, true],
    [failed(), 1, false],
    [failed({ ambiguous: 2 }), 2, true],
  ])('of %j taken %d times: %j', (end, copies, good) => {
    expect(copiesAreCounted([[planned, end]], new Map([['n', copies]]))).toHaveLength(good ? 0 : 1)
  })
})
