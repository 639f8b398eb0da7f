import { describe, expect, test } from '@jest/globals'
import { eventExamples } from './event-examples.ts'
import { type EventType, eventDefinitions } from './registry.ts'
import { createUpcast, type Upcaster, upcast } from './upcast.ts'

// A worked example: version 1 named a seat, version 2 counts, version 3 says in which unit the price is.
const seatToCount: Upcaster = {
  type: 'SeatFreed',
  from: 1,
  upcast: ({ seat, ...rest }) => ({ ...rest, seats: [seat], quantity: 1 }),
}
const priceInCents: Upcaster = {
  type: 'SeatFreed',
  from: 2,
  upcast: ({ price, ...rest }) => ({ ...rest, cents: Math.round(Number(price) * 100) }),
}
const latest = { SeatFreed: 3, SeatSold: 1 }
const bring = createUpcast(latest, [priceInCents, seatToCount])

describe('the upcaster of SeatFreed from 1', () => {
  test('turns the seat into a list and a count', () => {
    expect(seatToCount.upcast({ seat: 'A7', price: 12.5 })).toEqual({ seats: ['A7'], quantity: 1, price: 12.5 })
  })

  test('keeps what it does not know and leaves the old data as it is', () => {
    const old = Object.freeze({ seat: 'A7', price: 12.5, note: 'n' })
    expect(seatToCount.upcast(old)).toMatchObject({ note: 'n' })
    expect(old).toEqual({ seat: 'A7', price: 12.5, note: 'n' })
  })
})

describe('the upcaster of SeatFreed from 2', () => {
  test('turns the price into cents', () => {
    expect(priceInCents.upcast({ seats: ['A7'], quantity: 1, price: 12.5 })).toEqual({
      seats: ['A7'],
      quantity: 1,
      cents: 1250,
    })
  })

  test('keeps what it does not know and leaves the old data as it is', () => {
    const old = Object.freeze({ seats: ['A7'], quantity: 1, price: 0.29, note: 'n' })
    expect(priceInCents.upcast(old)).toMatchObject({ note: 'n', cents: 29 })
    expect(old).toHaveProperty('price', 0.29)
  })
})

describe('upcasting', () => {
  test('goes through every version up to the latest', () => {
    const newest = { seats: ['A7'], quantity: 1, cents: 1250 }
    expect(bring('SeatFreed', 1, { seat: 'A7', price: 12.5 })).toEqual(newest)
    expect(bring('SeatFreed', 2, { seats: ['A7'], quantity: 1, price: 12.5 })).toEqual(newest)
  })

  test('gives data of the latest version back as it is', () => {
    const data = { any: 1 }
    expect(bring('SeatFreed', 3, data)).toBe(data)
    expect(bring('SeatSold', 1, data)).toBe(data)
  })

  test.each([0, 4, -1, 1.5, Number.NaN])('knows no version %d', (schema) => {
    expect(bring('SeatFreed', schema, {})).toBeUndefined()
  })

  test('cannot be set up with a hole, a double or a stray', () => {
    expect(() => createUpcast(latest, [seatToCount])).toThrow('no upcaster SeatFreed from 2')
    expect(() => createUpcast(latest, [seatToCount, priceInCents, seatToCount])).toThrow(
      'two upcasters SeatFreed from 1',
    )
    expect(() => createUpcast(latest, [seatToCount, priceInCents, { ...seatToCount, from: 3 }])).toThrow('no version')
    expect(() => createUpcast({}, [{ ...seatToCount, type: 'toString' }])).toThrow('no version')
  })
})

test('every event type we have comes back at its own version and at no later one', () => {
  for (const type of Object.keys(eventDefinitions) as EventType[]) {
    const { schema } = eventDefinitions[type]
    expect(upcast(type, schema, eventExamples[type])).toBe(eventExamples[type])
    expect(upcast(type, schema + 1, eventExamples[type])).toBeUndefined()
  }
})
