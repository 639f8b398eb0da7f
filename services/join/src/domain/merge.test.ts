import { describe, expect, test } from '@jest/globals'
import type { Settings } from '@waitlist/contracts'
import { settingsExample } from '@waitlist/contracts/event-examples'
import { mergedSettings } from './merge.ts'

const inForce: Settings = { ...settingsExample, policy: { kind: 'priority', tiers: ['vip', 'standard'] } }

describe('a merge patch of settings', () => {
  test('keeps what it does not name and takes what it names', () => {
    expect(mergedSettings({ maxSize: 5 }, inForce, { maxQuantity: 2 }, [])).toEqual({
      settings: { maxSize: 5, maxQuantity: 2 },
    })
  })

  test('puts a setting back to its default', () => {
    expect(mergedSettings({ maxSize: 5, keepPool: true }, inForce, {}, ['maxSize'])).toEqual({
      settings: { keepPool: true },
    })
  })

  test('merges a policy with the one in force, and replaces a list as a whole', () => {
    expect(mergedSettings({}, inForce, { policy: { tiers: ['gold'] } }, [])).toEqual({
      settings: { policy: { kind: 'priority', tiers: ['gold'] } },
    })
  })

  test('begins another kind of policy without the members of the old one', () => {
    expect(mergedSettings({}, inForce, { policy: { kind: 'fcfs' } }, [])).toEqual({
      settings: { policy: { kind: 'fcfs' } },
    })
    expect(mergedSettings({}, inForce, { policy: { kind: 'fcfs', tiers: null } }, [])).toEqual({
      settings: { policy: { kind: 'fcfs' } },
    })
  })

  test('is refused when the result is no policy', () => {
    const errors = [{ pointer: '/policy', detail: expect.stringContaining('not a policy') }]
    expect(mergedSettings({}, inForce, { policy: { kind: 'fcfs', tiers: ['vip'] } }, [])).toEqual({ errors })
    expect(mergedSettings({}, { ...inForce, policy: { kind: 'fcfs' } }, { policy: { kind: 'priority' } }, [])).toEqual({
      errors,
    })
  })

  test('merges a consent member by member; without a version it is none', () => {
    const consent = { version: '1', text: 'I agree.' }
    expect(mergedSettings({}, inForce, { consent }, [])).toEqual({ settings: { consent } })
    expect(mergedSettings({}, { ...inForce, consent }, { consent: { version: '2' } }, [])).toEqual({
      settings: { consent: { version: '2', text: 'I agree.' } },
    })
    expect(mergedSettings({}, inForce, { consent: { text: 'I agree.' } }, [])).toEqual({
      errors: [{ pointer: '/consent', detail: expect.stringContaining('not a consent') }],
    })
  })
})
