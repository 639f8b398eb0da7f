import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createIdSet } from './id-set.ts'

const word = fc.integer({ min: 0, max: 0xffffffff })

test('holds what a set holds', () => {
  // Few values per half, so that many ids share one and collide in their slots.
  const half = fc.oneof(fc.integer({ min: 1, max: 4 }), word)
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { maxLength: 300 }), (ids) => {
      const [set, model] = [createIdSet(), new Set<string>()]
      for (const [high, low] of ids) {
        if (high === 0 && low === 0) continue
        expect(set.add(high, low)).toBe(!model.has(`${high},${low}`))
        model.add(`${high},${low}`)
        expect(set.size).toBe(model.size)
      }
    }),
  )
})

test('takes halves that are negative as 32-bit integers for what they are without a sign', () => {
  const set = createIdSet()
  expect(set.add(-1, 5)).toBe(true)
  expect(set.add(0xffffffff, 5)).toBe(false)
})

test('grows to any size', () => {
  const set = createIdSet()
  const addAll = () => Array.from({ length: 200_000 }, (_, n) => set.add(n + 1, Math.imul(n, 0x01000193)))
  expect(addAll().every((added) => added)).toBe(true)
  expect(set.size).toBe(200_000)
  expect(addAll().some((added) => added)).toBe(false)
})
