import { expect, test } from '@jest/globals'
import { eventDefinitions, type RecordedEvent } from '@waitlist/contracts'
import { createWaitlist, evolveWaitlist } from '@waitlist/line'
import { Check } from 'typebox/value'
import { COMMON, crowdEvents, likelyCustomers, PAIRS, TAIL, TAIL_SIZE } from './crowd.ts'

const crowd = { eventId: 'show', size: 5000 }
const now = Date.UTC(2026, 0, 1)
const events = [...crowdEvents(crowd, now)]

test('a crowd is written as join writes it: valid, in order, and never in the future', () => {
  for (const { type, data } of events) expect(Check(eventDefinitions[type].data, data)).toBe(true)
  const times = events.map(({ time }) => time)
  expect(times.slice(1)).toEqual(times.slice(1).sort((a, b) => a - b))
  expect(Math.max(...times)).toBeLessThan(now)
})

test('everybody waits, and one ticket of the pairs fits nobody', () => {
  const waitlist = createWaitlist(crowd.eventId)
  for (const [at, event] of events.entries()) evolveWaitlist(waitlist, { ...event, version: at + 1 } as RecordedEvent)
  const { line } = waitlist
  expect([line.size, line.sizeOf(COMMON), line.sizeOf(PAIRS), line.sizeOf(TAIL)]).toEqual([5000, 900, 100, TAIL_SIZE])
  expect([line.takes(PAIRS, 1), line.takes(PAIRS, 2), line.takes(TAIL, 1)]).toEqual([false, true, true])
})

test('whoever may be made an offer has an address, and an empty crowd has none', () => {
  expect([...likelyCustomers({ eventId: 'show', size: 3 })]).toEqual([1, 2, 3].map((n) => `customer-show-${n}`))
  expect(new Set(likelyCustomers({ eventId: 'show', size: 100_000 })).size).toBe(2 * TAIL_SIZE)
  expect([...likelyCustomers({ eventId: 'show', size: 0 })]).toEqual([])
})
