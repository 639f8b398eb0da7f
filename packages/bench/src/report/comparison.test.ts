import { describe, expect, test } from '@jest/globals'
import { type Bound, type Comparison, failures, judge } from './comparison.ts'

const side = (name: string, ...samples: number[]) => ({ name, samples })

function compared(goal: Comparison['goal'], ratio: number, bound?: Bound) {
  const sides = { subject: side('a', ratio, ratio * 3, ratio * 2), baseline: side('b', 1, 3, 2) }
  return judge({ goal, what: 'a against b', unit: '/s', ...sides, ...(bound && { bound }) })
}

describe('a comparison', () => {
  test('is judged by the median of its ratios, a bound itself is kept', () => {
    expect(compared('P1', 0.5, { atLeast: 0.5 }).held).toBe(true)
    expect(compared('P1', 0.49, { atLeast: 0.5 }).held).toBe(false)
    expect(compared('P3', 4, { atMost: 4 }).held).toBe(true)
    expect(compared('P3', 4.1, { atMost: 4 }).held).toBe(false)
  })

  test('one bad round does not decide', () => {
    const samples = { subject: side('a', 1, 1, 0.01), baseline: side('b', 1, 1, 1) }
    const judged = judge({ goal: 'P1', what: '', unit: '/s', ...samples, bound: { atLeast: 0.5 } })
    expect(judged).toMatchObject({ held: true, ratio: { median: 1, least: 0.01, most: 1 } })
  })

  test('keeps what was measured, with its summaries', () => {
    expect(compared('P1', 2)).toMatchObject({
      subject: { name: 'a', samples: [2, 6, 4], median: 4, least: 2, most: 6 },
      baseline: { name: 'b', median: 2 },
      ratio: { median: 2, least: 2, most: 2 },
    })
  })

  test('without a bound is never missed', () => {
    expect(compared('P4', 1000).held).toBe(true)
  })
})

describe('a run fails', () => {
  const all = (['P1', 'P2', 'P3', 'P4'] as const).map((goal) => compared(goal, 5, { atMost: 4 }))
  const goalsOf = (mode: 'quick' | 'full') => failures(all, mode).map(({ goal }) => goal)

  test('in a quick run on what compares us with ourselves only', () => {
    expect(goalsOf('quick')).toEqual(['P3', 'P4'])
  })

  test('in a full run on any goal', () => {
    expect(goalsOf('full')).toEqual(['P1', 'P2', 'P3', 'P4'])
  })

  test('on nothing when all is held', () => {
    expect(failures([compared('P3', 3, { atMost: 4 })], 'full')).toEqual([])
  })
})
