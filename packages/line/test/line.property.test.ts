import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import type { Fit, Policy } from '@waitlist/contracts'
import fc from 'fast-check'
import { createLine } from '../src/line.ts'
import type { Choice, Line, LineEntry } from '../src/line-types.ts'
import { createNaiveLine } from './naive-line.ts'

const TYPES = ['floor', 'balcony', 'box'] as const
const TIERS = ['vip', 'loyalty', 'standard', 'unheard-of'] as const

const policies = fc.constantFrom<Policy>(
  { kind: 'fcfs' },
  { kind: 'priority', tiers: ['vip', 'loyalty', 'standard'] },
  { kind: 'priority', tiers: ['standard', 'vip'] },
)
const fits = fc.constantFrom<Fit>(
  { kind: 'skip' },
  { kind: 'strict' },
  { kind: 'accumulate', tickets: 3, hold: '1 hour' },
)

const wishes = fc.record({
  tier: fc.constantFrom(...TIERS),
  ticketTypes: fc.shuffledSubarray([...TYPES], { minLength: 1 }),
  quantity: fc.integer({ min: 1, max: 5 }),
  least: fc.integer({ min: 1, max: 5 }),
})
const free = fc.record({
  floor: fc.integer({ min: 0, max: 30 }),
  balcony: fc.integer({ min: 0, max: 6 }),
  box: fc.integer({ min: 0, max: 2 }),
})

type Step =
  | { readonly act: 'join'; readonly wish: Wish }
  | { readonly act: 'leave' | 'return' | 'returnToEnd' | 'again' | 'position' | 'move'; readonly nth: number }
  | { readonly act: 'changeWish'; readonly nth: number; readonly wish: Wish }
  | { readonly act: 'leaveMany'; readonly nth: number; readonly count: number }
  | { readonly act: 'configure'; readonly policy: Policy; readonly fit: Fit }
  | {
      readonly act: 'choose'
      readonly free: Free
      readonly loose: Free
      readonly types: readonly string[]
      readonly limit: number
    }
type Wish = { tier: string; ticketTypes: string[]; quantity: number; least: number }
type Free = { floor: number; balcony: number; box: number }

const nth = fc.nat()
const joins = fc.record({ act: fc.constant('join' as const), wish: wishes })
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: joins },
  {
    weight: 7,
    arbitrary: fc.record({ act: fc.constantFrom('leave', 'return', 'returnToEnd', 'again', 'position', 'move'), nth }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('changeWish' as const), nth, wish: wishes }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('leaveMany' as const), nth, count: fc.integer({ min: 10, max: 150 }) }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('configure' as const), policy: policies, fit: fits }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant('choose' as const),
      free,
      loose: free,
      types: fc.shuffledSubarray([...TYPES, 'nobody-wants'], { minLength: 1 }),
      limit: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.constant(1000)),
    }),
  },
)

/** Plays steps against the line and the naive one; every question must get the same answer from both. */
function play(policy: Policy, fit: Fit, script: readonly Step[]): void {
  const line = createLine(policy, fit)
  const naive = createNaiveLine(policy, fit)
  const known: LineEntry[] = []
  let score = 0

  function both<T>(ask: (line: Line) => T): T {
    const answer = ask(line)
    const expected = ask(naive)
    if (!isDeepStrictEqual(answer, expected)) expect(answer).toStrictEqual(expected)
    return answer
  }
  const pick = (n: number) => known[n % known.length]

  for (const step of script) {
    if (step.act === 'join') {
      score += 1
      const entry = entryOf(`ent_${(score * 7919) % 10007}`, score, step.wish)
      known.push(entry)
      both((line) => line.put(entry))
    } else if (step.act === 'configure') {
      both((line) => line.configure(step.policy, step.fit))
    } else if (step.act === 'choose') {
      const free = (type: string) => step.free[type as keyof Free] ?? 3
      const loose = (type: string) => step.loose[type as keyof Free] ?? 1
      const choice = both((line) => line.choose(free, step.types, step.limit, loose))
      both((line) => line.size)
      if (step.limit === 1000) take(both, choice)
    } else {
      const entry = pick(step.nth)
      if (!entry) continue
      if (step.act === 'leave') both((line) => line.remove(entry.entryId))
      if (step.act === 'return') both((line) => line.put(entry))
      if (step.act === 'position') both((line) => line.position(entry.entryId))
      if (step.act === 'again') both((line) => [line.remove(entry.entryId), line.put(entry)])
      if (step.act === 'returnToEnd') {
        score += 1
        const moved = { ...entry, score }
        known[step.nth % known.length] = moved
        both((line) => line.put(moved))
      }
      if (step.act === 'move') {
        const [ahead, behind] = [0, 1].map((by) => both((line) => line.at((step.nth % (known.length + 1)) + by)))
        const moved = { ...entry, score: ((ahead?.score ?? -score) + (behind?.score ?? score)) / 2 }
        known[step.nth % known.length] = moved
        both((line) => line.put(moved))
      }
      if (step.act === 'changeWish') {
        const other = { ...entryOf(entry.entryId, entry.score, step.wish), joinedAt: entry.joinedAt }
        known[step.nth % known.length] = other
        both((line) => line.put(other))
      }
      if (step.act === 'leaveMany') {
        for (let i = 0; i < step.count; i += 1) both((line) => line.remove(pick(step.nth + i)?.entryId ?? ''))
      }
    }
  }

  for (const type of [...TYPES, 'nobody-wants']) {
    both((line) => [line.sizeOf(type), line.wants(type), [0, 1, 2, 3, 4, 5].map((free) => line.takes(type, free))])
  }
  for (const entry of known) both((line) => [line.has(entry.entryId), line.position(entry.entryId)])
  both((line) => [...line.entries()])
  both((line) => Array.from({ length: line.size + 2 }, (_, position) => line.at(position)))
  both((line) => Array.from({ length: line.lanes }, (_, lane) => line.spanOf(lane)))
}

function entryOf(entryId: string, score: number, { tier, ticketTypes, quantity, least }: Wish): LineEntry {
  const minQuantity = Math.min(quantity, least)
  return { entryId, tier, ticketTypes, quantity, minQuantity, score, joinedAt: 1_700_000_000_000 + score }
}

/** What release does after a choice: the chosen are out of the line. */
function take(both: <T>(ask: (line: Line) => T) => T, choice: Choice): void {
  for (const { entryId } of choice.picks) both((line) => line.remove(entryId))
}

describe('the line answers as the naive one', () => {
  test('for any sequence of steps', () => {
    fc.assert(fc.property(policies, fits, fc.array(steps, { maxLength: 400, size: 'max' }), play), { numRuns: 300 })
  })

  test('with hundreds passed over', () => {
    // Nobody of the crowd ever gets anything: there are never as many free.
    const unfit = wishes.map((wish) => ({ act: 'join' as const, wish: { ...wish, quantity: 40, least: 40 } }))
    const crowd = fc.array(unfit, { minLength: 150, maxLength: 400, size: 'max' })
    const rest = fc.array(steps, { minLength: 1, maxLength: 60, size: 'max' })
    fc.assert(
      fc.property(policies, fits, crowd, rest, (policy, fit, crowd, rest) => play(policy, fit, [...crowd, ...rest])),
      { numRuns: 150 },
    )
  })
})
