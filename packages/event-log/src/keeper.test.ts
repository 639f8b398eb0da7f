import { expect, test } from '@jest/globals'
import { followed } from './contract/harness.ts'
import { keeper } from './keeper.ts'

const joined = followed('waitlist:a', 1)
const offered = followed('release:a', 1, { type: 'OfferMade' })
const elsewhere = followed('waitlist:b', 1)
const notice = followed('notice:n1', 1, {
  type: 'NotificationPlanned',
  data: { noticeId: 'n1', eventId: 'a' } as never,
})
const all = [joined, offered, elsewhere, notice]

test('without a filter there is nothing to ask', () => {
  expect(keeper(undefined)).toBeUndefined()
  expect(keeper({})).toBeUndefined()
})

test('by key: what bears on that event, notices included', () => {
  expect(all.filter(keeper({ key: 'a' }) ?? (() => false))).toEqual([joined, offered, notice])
  expect(all.filter(keeper({ key: '' }) ?? (() => false))).toEqual([])
})

test('by types: any of them; of none, nothing', () => {
  expect(all.filter(keeper({ types: ['OfferMade', 'NotificationPlanned'] }) ?? (() => false))).toEqual([
    offered,
    notice,
  ])
  expect(all.filter(keeper({ types: [] }) ?? (() => true))).toEqual([])
})

test('by both', () => {
  expect(all.filter(keeper({ key: 'a', types: ['WaitlistJoined'] }) ?? (() => false))).toEqual([joined])
})
