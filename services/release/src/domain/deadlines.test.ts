import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createDeadlines } from './deadlines.ts'

const always = () => true

describe('deadlines', () => {
  test('are none at first', () => {
    const deadlines = createDeadlines()
    expect(deadlines.soonest(always)).toBeUndefined()
    expect(deadlines.dueAt(Number.MAX_SAFE_INTEGER, 10, always)).toEqual([])
  })

  test('are due at their moment, not before, the soonest first', () => {
    const deadlines = createDeadlines()
    deadlines.add('b', 20)
    deadlines.add('a', 10)
    deadlines.add('c', 30)
    expect(deadlines.dueAt(9, 10, always)).toEqual([])
    expect(deadlines.dueAt(20, 10, always)).toEqual(['a', 'b'])
    expect(deadlines.dueAt(99, 2, always)).toEqual(['a', 'b'])
  })

  test('stay in until they are dead', () => {
    const deadlines = createDeadlines()
    deadlines.add('a', 10)
    expect(deadlines.dueAt(10, 1, always)).toEqual(['a'])
    expect(deadlines.soonest(always)).toEqual({ id: 'a', at: 10 })
    expect(deadlines.soonest(() => false)).toBeUndefined()
    expect(deadlines.soonest(always)).toBeUndefined()
  })

  test('tell whether an id still has that deadline by the moment as well', () => {
    const deadlines = createDeadlines()
    deadlines.add('a', 10)
    deadlines.add('a', 40)
    const extended = (_: string, at: number) => at === 40
    expect(deadlines.soonest(extended)).toEqual({ id: 'a', at: 40 })
    expect(deadlines.dueAt(39, 5, extended)).toEqual([])
    expect(deadlines.dueAt(40, 5, extended)).toEqual(['a'])
  })
})

/** What deadlines do, as slowly and plainly as can be. */
type Act =
  | { readonly act: 'add'; readonly at: number }
  | { readonly act: 'kill'; readonly index: number }
  | { readonly act: 'due'; readonly now: number; readonly limit: number }
  | { readonly act: 'soonest' }

const moment = fc.integer({ min: 0, max: 30 })
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ act: fc.constant('add' as const), at: moment }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('kill' as const), index: fc.nat(50) }) },
    {
      weight: 2,
      arbitrary: fc.record({ act: fc.constant('due' as const), now: moment, limit: fc.integer({ min: 1, max: 5 }) }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('soonest' as const) }) },
  ),
  { maxLength: 80 },
)

test('deadlines are what a sorted array says, however they are added, killed and asked for', () => {
  fc.assert(
    fc.property(acts, (story) => {
      const deadlines = createDeadlines()
      const alive = new Map<string, number>()
      const live = (id: string) => alive.has(id)
      let added = 0
      for (const step of story) {
        const sorted = [...alive.values()].sort((a, b) => a - b)
        if (step.act === 'add') {
          added += 1
          deadlines.add(`d${added}`, step.at)
          alive.set(`d${added}`, step.at)
        } else if (step.act === 'kill') {
          alive.delete([...alive.keys()][step.index % Math.max(alive.size, 1)] ?? '')
        } else if (step.act === 'soonest') {
          expect(deadlines.soonest(live)?.at).toBe(sorted[0])
        } else {
          const due = deadlines.dueAt(step.now, step.limit, live)
          expect(new Set(due).size).toBe(due.length)
          expect(due.map((id) => alive.get(id))).toEqual(sorted.filter((at) => at <= step.now).slice(0, step.limit))
        }
      }
    }),
  )
})
