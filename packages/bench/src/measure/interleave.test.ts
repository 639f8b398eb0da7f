import { expect, test } from '@jest/globals'
import { interleave } from './interleave.ts'

test('two sides take turns, and the round that warms them up does not count', async () => {
  const order: string[] = []
  const side = (name: string) => () => order.push(name)
  expect(await interleave(2, side('a'), side('b'))).toEqual([
    [3, 5],
    [4, 6],
  ])
  expect(order.join('')).toBe('ababab')
})

test('there may be more of them', async () => {
  let count = 0
  const side = () => ++count
  expect(await interleave(2, side, side, side)).toEqual([
    [4, 7],
    [5, 8],
    [6, 9],
  ])
})

test('a failure ends it', async () => {
  const fail = () => Promise.reject(new Error('no'))
  await expect(interleave(1, () => 1, fail)).rejects.toThrow('no')
})
