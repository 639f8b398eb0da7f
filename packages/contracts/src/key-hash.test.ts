import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { keyHash, partitionOf } from './key-hash.ts'

describe('the key hash', () => {
  // The vectors of Kafka's own UtilsTest.
  test.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s is what Kafka computes', (key, signed) => {
    expect(keyHash(key) | 0).toBe(signed)
  })

  test('is an unsigned number of 32 bits, the same each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        const hash = keyHash(key)
        expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true)
        expect(keyHash(key)).toBe(hash)
      }),
    )
  })
})

describe('the partition of a key', () => {
  test('is what the default partitioner picks: the hash without its sign bit, modulo the count', () => {
    expect(partitionOf('abc', 12)).toBe(479470107 % 12)
    expect(partitionOf('21', 12)).toBe((-973932308 & 0x7fffffff) % 12)
  })

  test('is one of the partitions, and all of them are used', () => {
    const picked = new Set(Array.from({ length: 500 }, (_, n) => partitionOf(`event-${n}`, 12)))
    expect([...picked].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })
})
