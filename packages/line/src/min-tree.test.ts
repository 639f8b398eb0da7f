import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ANY, createMinTree, OUT } from './min-tree.ts'

describe('min tree', () => {
  test('finds nothing in an empty list', () => {
    const tree = createMinTree()
    expect(tree.least()).toBe(OUT)
    expect(tree.next(0, ANY)).toBe(-1)
  })

  test('finds nothing behind the end, also where the tree is full', () => {
    const tree = createMinTree()
    for (let i = 0; i < 8; i += 1) tree.append(1)
    expect(tree.next(7, 1)).toBe(7)
    expect(tree.next(8, 1)).toBe(-1)
    expect(tree.next(100, 1)).toBe(-1)
  })

  test('keeps its values when it grows, those taken out too', () => {
    const tree = createMinTree()
    for (const value of [5, 4, 3, 2, 1, 5, 5, 5]) tree.append(value)
    tree.set(4, OUT)
    tree.append(9)
    expect(tree.least()).toBe(2)
    expect(tree.next(0, 2)).toBe(3)
    expect(tree.next(4, 2)).toBe(-1)
    expect(tree.next(4, 5)).toBe(5)
    expect(tree.next(8, 9)).toBe(8)
  })

  test('finds the least and the next small enough as a search through the list does', () => {
    const value = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(OUT))
    const list = fc.array(value, { maxLength: 70, size: 'max' })
    const changes = fc.array(fc.tuple(fc.nat(), value), { maxLength: 20 })
    fc.assert(
      fc.property(list, changes, fc.integer({ min: 0, max: 9 }), (values, changes, limit) => {
        const tree = createMinTree()
        for (const value of values) tree.append(value)
        for (const [n, value] of values.length > 0 ? changes : []) {
          values[n % values.length] = value
          tree.set(n % values.length, value)
        }
        expect(tree.least()).toBe(Math.min(OUT, ...values))
        for (const from of [...values.keys(), values.length]) {
          const next = values.findIndex((value, index) => index >= from && value <= limit)
          expect(tree.next(from, limit)).toBe(next)
        }
      }),
    )
  })
})
