import { describe, expect, test } from '@jest/globals'
import { eventExamples } from './event-examples.ts'
import { type EventType, eventDefinitions } from './registry.ts'
import { dataErrors } from './validate.ts'

const types = Object.keys(eventDefinitions) as EventType[]

describe.each(types)('the data of %s', (type) => {
  const example: Readonly<Record<string, unknown>> = eventExamples[type]

  test('has a valid example', () => {
    expect(dataErrors(type, example)).toEqual([])
  })

  test('must have each field that is not optional', () => {
    for (const name of eventDefinitions[type].data.required ?? []) {
      const { [name]: _, ...rest } = example
      expect(dataErrors(type, rest)).toEqual([{ pointer: `/${name}`, detail: 'is required' }])
    }
  })

  test('has an eventId, the key of its topic', () => {
    expect(dataErrors(type, { ...example, eventId: 'not an id' }).map((error) => error.pointer)).toEqual(['/eventId'])
  })

  test('may have fields that nobody knows yet', () => {
    expect(dataErrors(type, { ...example, unheardOf: 1 })).toEqual([])
  })
})

describe('errors', () => {
  test('are one per field, with pointers that begin where they are told to', () => {
    const errors = dataErrors('RefundIssued', { refundId: '', eventId: 5, quantity: 0.5 }, '/data')
    expect(errors.map((error) => error.pointer).sort()).toEqual([
      '/data/eventId',
      '/data/quantity',
      '/data/refundId',
      '/data/ticketType',
    ])
    for (const error of errors) expect(error.detail).not.toBe('')
  })

  test('point at the whole where the whole is wrong', () => {
    for (const value of [null, undefined, [], 'x', 5]) {
      expect(dataErrors('EventCancelled', value)).toEqual([{ pointer: '', detail: 'must be object' }])
    }
  })

  test('find what is wrong inside lists', () => {
    const schedule = {
      ...eventExamples.EventScheduled,
      ticketTypes: [
        { id: 'a', name: 'A' },
        { id: 'b b', name: 'B' },
      ],
    }
    expect(dataErrors('EventScheduled', schedule).map((error) => error.pointer)).toEqual(['/ticketTypes/1/id'])
  })
})
