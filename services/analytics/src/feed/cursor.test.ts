import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { cursorOf, positionOf } from './cursor.ts'

test('a cursor stands for the position it was made of', () => {
  fc.assert(fc.property(fc.maxSafeNat(), (position) => expect(positionOf(cursorOf(position))).toBe(position)))
})

test('nothing else is a cursor', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const position = positionOf(text)
      expect(position === undefined || cursorOf(position) === text).toBe(true)
    }),
  )
  for (const text of ['', 'f1', 'f1-', 'f1-00', 'f1-A', 'f1--1', 'f1-1.5', ' f1-1', 'f1-1\n', 'f1-zzzzzzzzzzz']) {
    expect(positionOf(text)).toBeUndefined()
  }
})
