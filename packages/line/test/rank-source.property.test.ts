import { expect, test } from '@jest/globals'
import type { Policy } from '@waitlist/contracts'
import fc from 'fast-check'
import { createLine } from '../src/line.ts'
import type { LineEntry } from '../src/line-types.ts'
import { positionIn } from '../src/position.ts'
import { rankMember } from '../src/rank-member.ts'
import { anEntry } from './an-entry.ts'
import { createNaiveLine } from './naive-line.ts'
import { sortedSetsOf } from './sorted-sets.ts'

const policies = fc.constantFrom<Policy>(
  { kind: 'fcfs' },
  { kind: 'priority', tiers: ['vip', 'loyalty', 'standard'] },
  { kind: 'priority', tiers: ['standard', 'vip'] },
)
const nth = fc.nat()
const steps = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('join' as const),
      tier: fc.constantFrom('vip', 'loyalty', 'standard', 'unheard-of'),
      ticketTypes: fc.shuffledSubarray(['floor', 'balcony', 'box'], { minLength: 1 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ act: fc.constantFrom('leave', 'return', 'returnToEnd'), nth }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('configure' as const), policy: policies }) },
)

test('sorted sets give the positions that the line gives, and the naive one, after any history', () => {
  fc.assert(
    fc.property(policies, fc.array(steps, { maxLength: 120, size: 'max' }), (first, script) => {
      const [line, naive] = [createLine(first, { kind: 'skip' }), createNaiveLine(first, { kind: 'skip' })]
      const known: LineEntry[] = []
      let score = 0
      const put = (entry: LineEntry, at: number) => {
        known[at] = entry
        for (const one of [line, naive]) one.put(entry)
      }
      for (const step of script) {
        if (step.act === 'configure') {
          for (const one of [line, naive]) one.configure(step.policy, { kind: 'skip' })
          continue
        }
        score += 1
        // Scores that repeat, and go past what 32 bits hold, leave the order to the ids and to the whole number.
        const given = Math.floor(score / 2) * 2 ** 40
        if (step.act === 'join') {
          const { tier, ticketTypes } = step
          put(anEntry(given, { entryId: `ent_${(score * 7919) % 10007}`, tier, ticketTypes }), known.length)
          continue
        }
        const at = step.nth % (known.length || 1)
        const entry = known[at]
        if (!entry) continue
        if (step.act === 'leave') for (const one of [line, naive]) one.remove(entry.entryId)
        else put(step.act === 'return' ? entry : { ...entry, score: given }, at)
      }

      expect([line.lanes, line.size]).toEqual([naive.lanes, naive.size])
      const ids = known.map(({ entryId }) => entryId)
      const sets = sortedSetsOf(line, ids)
      for (const entryId of ids) {
        const standing = line.standing(entryId)
        expect(standing).toEqual(naive.standing(entryId))
        const place = standing && { lane: standing.lane, slot: rankMember(entryId, standing.score) }
        const position = place && positionIn(sets, place, standing.ticketTypes)
        expect(position).toEqual(line.position(entryId))
        expect(position).toEqual(naive.position(entryId))
      }
    }),
    { numRuns: 200 },
  )
})
