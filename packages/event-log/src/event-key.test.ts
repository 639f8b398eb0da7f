import { expect, test } from '@jest/globals'
import { newEvent } from './contract/harness.ts'
import { eventKey } from './event-key.ts'

test('the key of an event is what follows the first colon of its stream', () => {
  expect(eventKey('waitlist:evt_1', newEvent('x'))).toBe('evt_1')
  expect(eventKey('inbound:a:b', newEvent('x'))).toBe('a:b')
})

test('the key of a notice is the event id in its data', () => {
  expect(eventKey('notice:ntc_1', newEvent('x', { data: { noticeId: 'ntc_1', eventId: 'evt_7' } }))).toBe('evt_7')
})
