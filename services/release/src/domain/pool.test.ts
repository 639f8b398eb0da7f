import { describe, expect, test } from '@jest/globals'
import * as pools from './pool.ts'
import { emptyPool, type Pool } from './pool.ts'

/** A pool after these acts on it. */
const poolAfter = (...acts: ((pool: Pool) => void)[]) => {
  const pool = emptyPool()
  for (const act of acts) act(pool)
  return pool
}
const gained =
  (releaseId: string, quantity: number, fresh = true) =>
  (pool: Pool) => {
    pool.released += quantity
    pools.gain(pool, quantity, releaseId, fresh)
  }
const scheduled = (releaseId: string, quantity: number) => (pool: Pool) => {
  pool.released += quantity
  pools.schedule(pool, quantity, releaseId)
}
const partsOf = (pool: Pool) =>
  pool.parts.map(({ releaseId, quantity, fresh }) => `${quantity} ${releaseId}${fresh ? ' fresh' : ''}`)

describe('free tickets', () => {
  test('know where they came from, the oldest first', () => {
    const pool = poolAfter(gained('r1', 2), gained('r2', 3, false))
    expect(partsOf(pool)).toEqual(['2 r1 fresh', '3 r2'])
    expect(pool.free).toBe(5)
  })

  test('may all be offered with autoRelease, without it only those that are not fresh', () => {
    const pool = poolAfter(gained('r1', 2), gained('r2', 3, false))
    expect([pools.offerable(pool, true), pools.offerable(pool, false)]).toEqual([5, 3])
    expect([pools.offerable(emptyPool(), true), pools.offerable(emptyPool(), false)]).toEqual([0, 0])
  })

  test('are taken from what was offered before, the newest first, then from the fresh ones', () => {
    const pool = poolAfter(gained('r1', 2), gained('r2', 2, false), gained('r3', 2), gained('r4', 2, false))
    const taken: (string | undefined)[] = []
    while (pool.free > 0) {
      taken.push(pools.nextRelease(pool))
      pools.takeFree(pool, 1)
    }
    expect(taken).toEqual(['r4', 'r4', 'r2', 'r2', 'r3', 'r3', 'r1', 'r1'])
    expect(pools.nextRelease(pool)).toBeUndefined()
    expect(pool.parts).toEqual([])
  })

  test('are taken across parts when one has too few', () => {
    const pool = poolAfter(gained('r1', 2), gained('r2', 2, false), (it) => pools.takeFree(it, 3))
    expect(partsOf(pool)).toEqual(['1 r1 fresh'])
  })

  test('of which nothing is left after paying what is owed are no part', () => {
    const pool = poolAfter(
      (it) => {
        it.owed = 3
      },
      gained('r1', 2),
    )
    expect({ parts: partsOf(pool), owed: pool.owed, free: pool.free }).toEqual({ parts: [], owed: 1, free: 0 })
    gained('r2', 4)(pool)
    expect({ parts: partsOf(pool), owed: pool.owed, free: pool.free }).toEqual({
      parts: ['3 r2 fresh'],
      owed: 0,
      free: 3,
    })
  })
})

describe('scheduled tickets', () => {
  test('are kept by release and put up in parts that are not fresh', () => {
    const pool = poolAfter(scheduled('a1', 5), (it) => pools.freeBatch(it, 2, 'a1'))
    expect(partsOf(pool)).toEqual(['2 a1'])
    expect([...pool.batches]).toEqual([['a1', 3]])
    pools.freeBatch(pool, 3, 'a1')
    expect([...pool.batches]).toEqual([])
    expect(pool).toMatchObject({ free: 5, scheduled: 0 })
  })

  test('pay what is owed before they are scheduled', () => {
    const pool = poolAfter(
      (it) => {
        it.owed = 2
      },
      scheduled('a1', 5),
    )
    expect(pool).toMatchObject({ owed: 0, scheduled: 3 })
    expect([...pool.batches]).toEqual([['a1', 3]])
  })

  test('are taken from the newest release first', () => {
    const pool = poolAfter(scheduled('a1', 2), scheduled('a2', 2), (it) => pools.takeScheduled(it, 3))
    expect([...pool.batches]).toEqual([['a1', 1]])
    expect(pool.scheduled).toBe(1)
    pools.takeScheduled(pool, 0)
    expect(pool.scheduled).toBe(1)
  })

  test('of a release from the pool come from the oldest free ones', () => {
    const pool = poolAfter(gained('r1', 2), gained('r2', 2), (it) => pools.claimForRelease(it, 3, 'a1'))
    expect(partsOf(pool)).toEqual(['1 r2 fresh'])
    expect(pool).toMatchObject({ free: 1, scheduled: 3 })
    expect([...pool.batches]).toEqual([['a1', 3]])
  })
})

test('a copy can be changed without the original', () => {
  const pool = poolAfter(gained('r1', 2), scheduled('a1', 2))
  const before = structuredClone(pool)
  const copy = pools.copyPool(pool)
  pools.takeFree(copy, 1)
  pools.freeBatch(copy, 2, 'a1')
  copy.owed = 9
  expect(pool).toEqual(before)
  expect(pools.balanceOf(copy)).toEqual({ ...pools.balanceOf(before), free: 3, scheduled: 0, owed: 9 })
  expect(pools.balanceOf(pool)).not.toHaveProperty('parts')
})
