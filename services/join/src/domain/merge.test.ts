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

  test('is refused when the result is no policy or fit, each wrong member told by its name', () => {
    const fcfs: Settings = { ...inForce, policy: { kind: 'fcfs' } }
    const pointers = (settings: Settings, patch: Parameters<typeof mergedSettings>[2]) => {
      const merged = mergedSettings({}, settings, patch, [])
      return 'errors' in merged ? merged.errors.map((error) => error.pointer).sort() : []
    }
    expect(pointers(inForce, { policy: { kind: 'fcfs', tiers: ['vip'] } })).toEqual(['/policy/tiers'])
    expect(pointers(fcfs, { policy: { kind: 'priority' } })).toEqual(['/policy/tiers'])
    expect(pointers(fcfs, { policy: { tiers: ['vip'] } })).toEqual(['/policy/tiers'])
    expect(pointers(fcfs, { fit: { kind: 'accumulate' } })).toEqual(['/fit/hold', '/fit/tickets'])
    expect(pointers(fcfs, { fit: { kind: 'accumulate', tickets: 2 } })).toEqual(['/fit/hold'])
    expect(pointers(fcfs, { fit: { hold: '1 hour' } })).toEqual(['/fit/hold'])
  })

  test('changes one member of a fit', () => {
    const accumulate = { kind: 'accumulate' as const, tickets: 2, hold: '1 hour' }
    expect(mergedSettings({}, { ...inForce, fit: accumulate }, { fit: { hold: '2 hours' } }, [])).toEqual({
      settings: { fit: { ...accumulate, hold: '2 hours' } },
    })
  })

  test('merges a consent member by member; without a version it is none', () => {
    const consent = { version: '1', text: 'I agree.' }
    expect(mergedSettings({}, inForce, { consent }, [])).toEqual({ settings: { consent } })
    expect(mergedSettings({}, { ...inForce, consent }, { consent: { version: '2' } }, [])).toEqual({
      settings: { consent: { version: '2', text: 'I agree.' } },
    })
    expect(mergedSettings({}, inForce, { consent: { text: 'I agree.' } }, [])).toEqual({
      errors: [{ pointer: '/consent/version', detail: 'is required' }],
    })
  })
})
