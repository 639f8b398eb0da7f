import { setImmediate } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { left } from '../contract/events.ts'
import type { Outcome } from '../tries.ts'
import { createAside } from './aside.ts'

function setUp(...correlationIds: string[]) {
  const aside = createAside()
  const ended: number[] = []
  const ends = correlationIds.map((correlationId, at) => {
    const { promise: outcome, resolve } = Promise.withResolvers<Outcome>()
    const placed = { position: 10 + at, event: left(at + 1, 'a', correlationId) }
    aside.add(placed, { outcome }, () => ended.push(placed.position))
    return async (how: Outcome) => {
      resolve(how)
      await setImmediate()
    }
  })
  return { aside, ended, end: (at: number, how: Outcome) => ends[at]?.(how) }
}

test('nothing is set aside at first', async () => {
  const { aside } = setUp()
  expect([aside.size, aside.oldest(), aside.has('mine')]).toEqual([0, undefined, false])
  await aside.allEnded()
})

test.each(['handled', 'parked'] as const)('what was %s is not set aside any more', async (how) => {
  const { aside, ended, end } = setUp('first', 'second', 'first')
  expect([aside.size, aside.oldest(), aside.has('first'), aside.has('second'), aside.has('third')]).toEqual([
    3,
    10,
    true,
    true,
    false,
  ])
  await end(1, how)
  expect([aside.size, aside.oldest(), aside.has('first'), aside.has('second')]).toEqual([2, 10, true, false])
  await end(0, how)
  expect([aside.size, aside.oldest(), aside.has('first')]).toEqual([1, 12, true])
  await end(2, how)
  expect([aside.size, aside.oldest(), aside.has('first')]).toEqual([0, undefined, false])
  expect(ended).toEqual([11, 10, 12])
})

test('what was abandoned stays, and yet has ended', async () => {
  const { aside, ended, end } = setUp('mine')
  const all = aside.allEnded()
  await end(0, 'abandoned')
  await all
  expect([aside.size, aside.oldest(), ended]).toEqual([1, 10, []])
})

test('any end is told of, the next one again', async () => {
  const { aside, end } = setUp('first', 'second')
  const told: string[] = []
  void aside.anyEnded().then(() => told.push('once'))
  await setImmediate()
  expect(told).toEqual([])
  await end(1, 'handled')
  expect(told).toEqual(['once'])
  void aside.anyEnded().then(() => told.push('twice'))
  await setImmediate()
  expect(told).toEqual(['once'])
  await end(0, 'abandoned')
  expect(told).toEqual(['once', 'twice'])
})
