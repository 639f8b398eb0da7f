import { describe, expect, test } from '@jest/globals'
import type { Fit, Policy } from '@waitlist/contracts'
import { anEntry } from '../test/an-entry.ts'
import { createLine } from './line.ts'
import type { LineEntry } from './line-types.ts'

const FCFS: Policy = { kind: 'fcfs' }
const PRIORITY: Policy = { kind: 'priority', tiers: ['vip', 'loyalty', 'standard'] }
const SKIP: Fit = { kind: 'skip' }
const STRICT: Fit = { kind: 'strict' }

function lineOf(entries: readonly LineEntry[], { policy = FCFS, fit = SKIP }: { policy?: Policy; fit?: Fit } = {}) {
  const line = createLine(policy, fit)
  for (const entry of entries) line.put(entry)
  return line
}
const ids = (entries: Iterable<{ entryId: string }>) => [...entries].map(({ entryId }) => entryId)

describe('line', () => {
  test('of nobody', () => {
    const line = createLine(FCFS, SKIP)
    expect(line.size).toBe(0)
    expect([line.sizeOf('floor'), line.wants('floor'), line.takes('floor', 9)]).toEqual([0, false, false])
    expect([line.has('ent_1'), line.remove('ent_1'), line.position('ent_1')]).toEqual([false, false, undefined])
    expect(line.choose(() => 9, ['floor'], 9)).toEqual({
      picks: [],
      passedOver: [],
      passedOverMore: 0,
      exhausted: true,
    })
  })

  test('says where an entry stands, among all and among those who wait for each of its types', () => {
    const line = lineOf([
      anEntry(1),
      anEntry(2, { ticketTypes: ['box'] }),
      anEntry(3, { ticketTypes: ['box', 'floor'] }),
      anEntry(4),
    ])
    expect(line.position('ent_3')).toEqual({
      position: 3,
      ahead: 2,
      total: 4,
      byTicketType: [
        { ticketType: 'box', position: 2, total: 2 },
        { ticketType: 'floor', position: 2, total: 3 },
      ],
    })
  })

  test('serves tiers one after another under priority', () => {
    const tiers = ['standard', 'loyalty', 'unheard-of', 'vip', 'loyalty', 'vip']
    const line = lineOf(
      tiers.map((tier, index) => anEntry(index + 1, { tier })),
      { policy: PRIORITY },
    )
    expect(ids(line.entries())).toEqual(['ent_4', 'ent_6', 'ent_2', 'ent_5', 'ent_1', 'ent_3'])
    expect(line.position('ent_2')).toMatchObject({ position: 3, ahead: 2, total: 6 })
  })

  test('puts an entry that comes back with its score at its old place, with a new one at the end of its lane', () => {
    const line = lineOf([1, 2, 3, 4].map((score) => anEntry(score)))
    line.remove('ent_2')
    expect(line.position('ent_3')?.position).toBe(2)
    line.put(anEntry(2))
    expect(ids(line.entries())).toEqual(['ent_1', 'ent_2', 'ent_3', 'ent_4'])
    line.put(anEntry(5, { entryId: 'ent_2' }))
    expect(ids(line.entries())).toEqual(['ent_1', 'ent_3', 'ent_4', 'ent_2'])
    expect(line.size).toBe(4)
  })

  test('two entries with one score stand by their ids, in whichever order they are put', () => {
    const twins = [anEntry(1, { entryId: 'ent_a' }), anEntry(1, { entryId: 'ent_b' })]
    expect(ids(lineOf(twins).entries())).toEqual(['ent_a', 'ent_b'])
    expect(ids(lineOf(twins.toReversed()).entries())).toEqual(['ent_a', 'ent_b'])
  })

  test('sorts everybody anew by another policy, those without a place yet too, and back', () => {
    const line = lineOf([anEntry(2), anEntry(3, { tier: 'vip' }), anEntry(4)])
    line.put(anEntry(1))
    line.configure(PRIORITY, SKIP)
    expect(ids(line.entries())).toEqual(['ent_3', 'ent_1', 'ent_2', 'ent_4'])
    line.configure(FCFS, SKIP)
    expect(ids(line.entries())).toEqual(['ent_1', 'ent_2', 'ent_3', 'ent_4'])
    expect([...line.entries()][2]).toEqual(anEntry(3, { tier: 'vip' }))
  })

  test('takes what somebody would take under skip, and anything somebody waits for under strict', () => {
    const line = lineOf([anEntry(1, { quantity: 4, minQuantity: 3 })])
    expect([0, 2, 3, Number.POSITIVE_INFINITY].map((free) => line.takes('floor', free))).toEqual([
      false,
      false,
      true,
      true,
    ])
    expect(line.takes('box', 9)).toBe(false)
    line.configure(FCFS, STRICT)
    expect([line.takes('floor', 1), line.takes('box', 9)]).toEqual([true, false])
    line.remove('ent_1')
    expect([line.wants('floor'), line.takes('floor', Number.POSITIVE_INFINITY)]).toEqual([false, false])
    line.configure(FCFS, SKIP)
    expect(line.takes('floor', Number.POSITIVE_INFINITY)).toBe(false)
  })

  test('holds a hundred thousand, and finds the tail at once', () => {
    const many = 100_000
    const line = createLine(PRIORITY, SKIP)
    for (let score = 1; score <= many; score += 1) {
      line.put(
        anEntry(score, { tier: score % 2 ? 'standard' : 'vip', ticketTypes: [score > many - 10 ? 'box' : 'floor'] }),
      )
    }
    expect(line.position('ent_2')?.position).toBe(1)
    expect(line.position(`ent_${many - 1}`)?.position).toBe(many)
    expect(line.position(`ent_${many}`)?.byTicketType).toEqual([{ ticketType: 'box', position: 5, total: 10 }])
    const { picks } = line.choose(() => 6, ['box'], 100)
    expect(picks.map(({ entryId }) => Number(entryId.slice(4)) - many)).toEqual([-8, -6, -4, -2, 0, -9])
    for (let score = 1; score <= many - 10; score += 1) line.remove(`ent_${score}`)
    expect([line.size, line.sizeOf('floor'), line.sizeOf('box')]).toEqual([10, 0, 10])
    expect(line.choose(() => 6, ['box'], 100).picks).toEqual(picks)
  })
})
