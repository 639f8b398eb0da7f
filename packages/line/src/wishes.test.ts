import { describe, expect, test } from '@jest/globals'
import { createWishes } from './wishes.ts'

describe('wishes', () => {
  test('a list has one number however often it comes, another order is another list', () => {
    const wishes = createWishes()
    const first = wishes.numberOf(['floor', 'box'])
    expect(wishes.numberOf(['floor', 'box'])).toBe(first)
    expect(wishes.numberOf(['box', 'floor'])).not.toBe(first)
    expect(wishes.numberOf(['box'])).not.toBe(first)
    expect(wishes.wish(first).ticketTypes).toEqual(['floor', 'box'])
  })

  test('a type has the same number in every list', () => {
    const wishes = createWishes()
    const [floor, box] = wishes.wish(wishes.numberOf(['floor', 'box'])).types
    expect(wishes.wish(wishes.numberOf(['box'])).types).toEqual([box])
    expect([wishes.typeOf('floor'), wishes.typeOf('box'), wishes.typeOf('balcony')]).toEqual([floor, box, undefined])
    expect(wishes.nameOf(floor as number)).toBe('floor')
  })

  test('the same types in any order are one group, a single type is none', () => {
    const wishes = createWishes()
    const of = (...types: string[]) => wishes.wish(wishes.numberOf(types))
    const { group, types } = of('floor', 'box', 'balcony')
    expect(of('balcony', 'floor', 'box').group).toBe(group)
    expect(of('balcony', 'floor').group).not.toBe(group)
    expect(of('floor').group).toBeUndefined()
    expect(new Set(wishes.typesOf(group as number))).toEqual(new Set(types))
  })

  test('a type named twice counts once, where it is named first', () => {
    const wishes = createWishes()
    expect(wishes.wish(wishes.numberOf(['box', 'floor', 'box'])).ticketTypes).toEqual(['box', 'floor'])
    expect(wishes.wish(wishes.numberOf(['box', 'box']))).toEqual({ ticketTypes: ['box'], types: [0], group: undefined })
  })
})
