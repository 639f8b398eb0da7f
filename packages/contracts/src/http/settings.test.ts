import { describe, expect, test } from '@jest/globals'
import { settingsExample } from '../event-examples.ts'
import { inputProperties, Settings } from '../settings.ts'
import { createValidate } from '../validate.ts'
import { SettingsPatch, SettingsPut } from './settings.ts'

const put = createValidate(SettingsPut)
const patch = createValidate(SettingsPatch)

describe('settings in a PUT', () => {
  test('may all be named, or none', () => {
    expect(put({})).toEqual([])
    expect(put({ ...settingsExample, status: 'open', pause: { joining: true } })).toEqual([])
  })

  test('are not null, but for those that may be', () => {
    expect(put({ maxSize: null })).not.toEqual([])
    expect(put({ batchSize: null, batchInterval: null, checkoutUrl: null, retention: null, consent: null })).toEqual([])
  })

  test.each([
    { foo: 1 },
    { policy: { kind: 'lottery' } },
    { policy: { kind: 'priority', tiers: [] } },
    { policy: { kind: 'priority', tiers: ['vip', 'vip'] } },
    { fit: { kind: 'loose' } },
    { fit: { kind: 'accumulate', tickets: 0, hold: '1 hour' } },
    { fit: { kind: 'accumulate', tickets: 2, hold: 'soon' } },
    { notificationWindow: '0 hours' },
    { notificationWindow: 24 },
    { purchaseWindow: 'soon' },
    { maxSize: -1 },
    { maxSize: 1.5 },
    { maxQuantity: 0 },
    { batchSize: 0 },
    { onExpiry: 'keep' },
    { checkoutUrl: 'javascript:alert(1)' },
    { checkoutUrl: 'https://x\r\ny' },
    { oneEntryPerAddress: 'yes' },
    { retention: 'for ever' },
    { consent: { version: '1', text: '' } },
    { consent: { version: '', text: 'I agree' } },
    { consent: 'I agree' },
    { form: [{ name: 'a b', label: 'A', kind: 'text' }] },
    { form: [{ name: 'a', label: '', kind: 'text' }] },
    { form: [{ name: 'a', label: 'A', kind: 'file' }] },
    { form: [{ name: 'a', label: 'A', kind: 'choice', options: [] }] },
    { form: [{ name: 'a', label: 'A', kind: 'choice', options: ['x', 'x'] }] },
    { form: [{ name: 'a', label: 'A', kind: 'text', pattern: '.*' }] },
    { form: [{ name: '__proto__', label: 'A', kind: 'text' }] },
    { form: {} },
    { capacityGroups: [] },
    { policy: { kind: 'share', tiers: [{ name: 'vip', weight: 2 }] } },
    { status: 'paused' },
    { status: 'cancelled' },
    { pause: { all: true } },
    { pause: true },
    { ticketTypes: [{ id: 'a', name: 'A', capacity: 5 }] },
  ])('refuse %j, and so do those in a PATCH', (body) => {
    expect(put(body)).not.toEqual([])
    expect(patch(body)).not.toEqual([])
  })
})

test.each([
  { policy: { kind: 'fcfs', tiers: ['vip'] } },
  { policy: { kind: 'priority' } },
  { consent: { text: 'I agree' } },
  { fit: { kind: 'accumulate', tickets: 2 } },
  { fit: { hold: '1 hour' } },
])('%j is refused in a PUT, and in a PATCH is a part to be merged', (body) => {
  expect(put(body)).not.toEqual([])
  expect(patch(body)).toEqual([])
})

describe('settings in a PATCH', () => {
  test('are reset by null, each of them', () => {
    for (const name of Object.keys(inputProperties)) expect(patch({ [name]: null })).toEqual([])
    expect(patch({ maxSize: 5, fit: { kind: 'strict' }, policy: null })).toEqual([])
  })

  test('are acts where they are status and pause: null is none', () => {
    expect(patch({ status: null })).not.toEqual([])
    expect(patch({ pause: null })).not.toEqual([])
    expect(patch({ pause: { offering: false } })).toEqual([])
  })
})

test('settings in an event may have grown fields that we do not know', () => {
  const grown = { ...settingsExample, policy: { kind: 'fcfs', note: 'x' }, later: true }
  expect(createValidate(Settings)(grown)).toEqual([])
})
