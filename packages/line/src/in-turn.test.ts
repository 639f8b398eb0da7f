import { expect, test } from '@jest/globals'
import { ahead, aheadInLane, isAhead } from './in-turn.ts'

/** A lane without an empty slot. */
const full = (size: number) => ({ size, before: (slot: number) => slot })
const lanes = [full(10), full(20), full(30)]

test('an earlier lane stands ahead, whatever the slots', () => {
  expect(isAhead({ lane: 0, slot: 9 }, { lane: 1, slot: 0 })).toBe(true)
  expect(isAhead({ lane: 1, slot: 0 }, { lane: 0, slot: 9 })).toBe(false)
})

test('in one lane the smaller slot stands ahead; nobody stands ahead of himself', () => {
  expect(isAhead({ lane: 1, slot: 3 }, { lane: 1, slot: 4 })).toBe(true)
  expect(isAhead({ lane: 1, slot: 4 }, { lane: 1, slot: 4 })).toBe(false)
})

test('of a lane all, some or none stand ahead of a place', () => {
  const place = { lane: 1, slot: 5 }
  expect(lanes.map((lane, index) => aheadInLane(lane, index, place))).toEqual([10, 5, 0])
})

test('counts over all lanes, without those that have nothing to count', () => {
  expect(ahead(lanes, { lane: 2, slot: 7 })).toBe(37)
  expect(ahead([full(10), undefined, full(30)], { lane: 2, slot: 7 })).toBe(17)
})
