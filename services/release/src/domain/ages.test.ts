import { describe, expect, test } from '@jest/globals'
import { type Age, came, freeSince, went } from './ages.ts'

const ages = (...of: readonly (readonly [at: number, quantity: number])[]): Age[] => {
  const list: Age[] = []
  for (const [at, quantity] of of) came(list, quantity, at)
  return list
}

describe('the ages of free tickets', () => {
  test('are kept by the moment they came free', () => {
    expect(ages([1, 2], [1, 1], [5, 3], [6, 0])).toEqual([
      { at: 1, quantity: 3 },
      { at: 5, quantity: 3 },
    ])
  })

  test('tell how many have been free since a moment or longer', () => {
    const list = ages([1, 2], [5, 3])
    expect([0, 1, 4, 5, 9].map((at) => freeSince(list, at))).toEqual([0, 2, 2, 5, 5])
  })

  test('lose the oldest first, and never more than there are', () => {
    const list = ages([1, 2], [5, 3])
    went(list, 3)
    expect(list).toEqual([{ at: 5, quantity: 2 }])
    went(list, 9)
    expect(list).toEqual([])
  })
})
