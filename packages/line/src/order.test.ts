import { describe, expect, test } from '@jest/globals'
import { anEntry } from '../test/an-entry.ts'
import { isSameOrder, orderOf } from './order.ts'

describe('order', () => {
  test('fcfs: one lane, by arrival', () => {
    const order = orderOf({ kind: 'fcfs' })
    expect(order.lanes).toBe(1)
    expect(order.laneOf(anEntry(7, { tier: 'vip' }))).toBe(0)
    expect(order.keyOf(anEntry(7))).toBe(7)
  })

  test('priority: a lane for each tier as listed, an unknown tier counts as the last one', () => {
    const order = orderOf({ kind: 'priority', tiers: ['vip', 'loyalty', 'standard'] })
    const lane = (tier: string) => order.laneOf(anEntry(1, { tier }))
    expect(order.lanes).toBe(3)
    expect(['vip', 'loyalty', 'standard', 'unheard-of', 'constructor'].map(lane)).toEqual([0, 1, 2, 2, 2])
    expect(order.keyOf(anEntry(7, { tier: 'vip' }))).toBe(7)
  })

  test('two policies are the same order only when they put everybody at the same place', () => {
    const tiers = (...names: string[]) => ({ kind: 'priority' as const, tiers: names })
    expect(isSameOrder({ kind: 'fcfs' }, { kind: 'fcfs' })).toBe(true)
    expect(isSameOrder(tiers('vip', 'standard'), tiers('vip', 'standard'))).toBe(true)
    expect(isSameOrder(tiers('vip', 'standard'), tiers('standard', 'vip'))).toBe(false)
    expect(isSameOrder({ kind: 'fcfs' }, tiers('standard'))).toBe(false)
  })
})
