import { describe, expect, test } from '@jest/globals'
import { settingsExample } from './event-examples.ts'
import { settingsErrors } from './setting-errors.ts'
import type { Settings, SettingsInput } from './settings.ts'

const errorsOf = (own: SettingsInput, defaults: Partial<Settings> = {}, asked?: string[]) =>
  settingsErrors(own, { ...settingsExample, ...defaults, ...own }, asked)
const pointers = (...of: Parameters<typeof errorsOf>) => errorsOf(...of).map((error) => error.pointer)

describe('durations', () => {
  test.each([
    ['notificationWindow', '0 minutes'],
    ['notificationWindow', 'tomorrow'],
    ['purchaseWindow', '367 days'],
    ['batchInterval', '0 s'],
    ['purchaseGrace', '-1 s'],
    ['retention', '3661 days'],
    ['retention', 'for ever'],
  ])('cannot be: %s of %j', (name, text) => {
    expect(pointers({ [name]: text }, { batchSize: 5 })).toEqual([`/${name}`])
  })

  test('may be long, some none at all, and these null', () => {
    expect(errorsOf({ purchaseGrace: '0 s', batchInterval: null, notificationWindow: '366 days' })).toEqual([])
    for (const retention of ['0 days', '3650 days', null]) expect(errorsOf({ retention })).toEqual([])
  })
})

test('ticket types that are named twice are told each by its place', () => {
  const ticketTypes = ['A', 'B', 'A', 'A'].map((id) => ({ id, name: id }))
  expect(pointers({ ticketTypes })).toEqual(['/ticketTypes/2/id', '/ticketTypes/3/id'])
})

describe('batches', () => {
  const batchInterval = '10 minutes'

  test('have a size and an interval, wherever these come from', () => {
    expect(pointers({ batchSize: 20 })).toEqual(['/batchInterval'])
    expect(pointers({ batchInterval })).toEqual(['/batchSize'])
    expect(pointers({ batchSize: 20, batchInterval })).toEqual([])
    expect(pointers({ batchSize: 20 }, { batchInterval })).toEqual([])
    expect(pointers({ batchInterval }, { batchSize: 20 })).toEqual([])
  })

  test('may be done away with where the default has some', () => {
    expect(errorsOf({ batchSize: null }, { batchSize: 20, batchInterval })).toEqual([])
  })

  test('are judged only by whoever changes them', () => {
    expect(pointers({ batchSize: 20 }, {}, ['maxSize'])).toEqual([])
    expect(pointers({ batchSize: 20 }, {}, ['maxSize', 'batchInterval'])).toEqual(['/batchInterval'])
  })
})

describe('accumulate', () => {
  const fit = { kind: 'accumulate' as const, tickets: 4, hold: '12 hours' }

  test('holds no more than anybody can want, whichever of the two is changed', () => {
    expect(errorsOf({ fit })).toEqual([])
    expect(pointers({ fit: { ...fit, tickets: 11 } })).toEqual(['/fit/tickets'])
    expect(pointers({ fit }, { maxQuantity: 3 })).toEqual(['/fit/tickets'])
    expect(pointers({ maxQuantity: 3 }, { fit })).toEqual(['/maxQuantity'])
    expect(pointers({ fit, maxQuantity: 3 }, {}, ['maxSize'])).toEqual([])
  })

  test('holds for a time that there is', () => {
    expect(pointers({ fit: { ...fit, hold: '400 days' } })).toEqual(['/fit/hold'])
    expect(pointers({ fit: { ...fit, hold: 'soon' } })).toEqual(['/fit/hold'])
  })
})

describe('the fields of a form', () => {
  const field = { name: 'size', label: 'Size', kind: 'text' as const }
  const choice = { ...field, kind: 'choice' as const, options: ['S', 'M'] }

  test('have a name each, and options where they are a choice', () => {
    expect(errorsOf({ form: [field, { ...choice, name: 'other' }] })).toEqual([])
    expect(pointers({ form: [field, choice] })).toEqual(['/form/1/name'])
    expect(
      pointers({
        form: [
          { ...choice, kind: 'date' },
          { ...field, name: 'b', kind: 'choice' },
        ],
      }),
    ).toEqual(['/form/0/options', '/form/1/options'])
  })
})
