import { expect, test } from '@jest/globals'
import { newEvent } from './contract/harness.ts'
import { recorded } from './recorded.ts'

test('an event gets its stream and version, and an id made of them', () => {
  const event = newEvent('ann', { correlationId: 'req-1' })
  expect(recorded(event, 'waitlist:a', 3)).toEqual({ ...event, stream: 'waitlist:a', version: 3, id: 'waitlist:a@3' })
})

test('an id that the event brings is kept', () => {
  expect(recorded(newEvent('x', { id: 'theirs' }), 'inbound:a', 1)).toMatchObject({ id: 'theirs', version: 1 })
})

test('the event given stays as it was', () => {
  const event = Object.freeze(newEvent('ann'))
  expect(recorded(event, 'waitlist:a', 1)).not.toBe(event)
  expect(event).toEqual(newEvent('ann'))
})
