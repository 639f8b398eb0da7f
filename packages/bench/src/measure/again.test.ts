import { expect, test } from '@jest/globals'
import type { Comparison } from '../report/comparison.ts'
import { againOnMiss } from './again.ts'

/** A measurement whose ratios are these, run by run. */
function measuring(...runs: readonly number[]) {
  let run = 0
  const measure = async (): Promise<Comparison> => {
    const sample = runs[run] ?? Number.NaN
    run += 1
    const sides = { subject: { name: 'a', samples: [sample] }, baseline: { name: 'b', samples: [1] } }
    return { goal: 'P3', what: 'a against b', unit: '/s', ...sides, bound: { atLeast: 0.85 } }
  }
  return { measure, runs: () => run }
}

test('a goal that is held is measured once', async () => {
  const { measure, runs } = measuring(0.9, 0.1)
  expect((await againOnMiss(measure)).subject.samples).toEqual([0.9])
  expect(runs()).toBe(1)
})

test('a goal that is missed is measured once more, and both count', async () => {
  const { measure, runs } = measuring(0.8, 0.95, 0.99)
  const { subject, baseline } = await againOnMiss(measure)
  expect([subject.samples, baseline.samples]).toEqual([
    [0.8, 0.95],
    [1, 1],
  ])
  expect(runs()).toBe(2)
})
