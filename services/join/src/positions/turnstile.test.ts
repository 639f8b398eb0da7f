import { expect, test } from '@jest/globals'
import { createTurnstile } from './turnstile.ts'

test('lets so many through at a time, the others in order, and goes on after a failure', async () => {
  const turnstile = createTurnstile(2)
  const begun: number[] = []
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<number>())
  const results = ends.map(({ promise }, at) =>
    turnstile(() => {
      begun.push(at)
      return promise
    }).catch(() => 'failed'),
  )
  expect(begun).toEqual([0, 1])
  ends[1]?.reject(new Error('no'))
  expect(await results[1]).toBe('failed')
  expect(begun).toEqual([0, 1, 2])
  for (const [at, { resolve }] of ends.entries()) resolve(at)
  expect(await Promise.all(results)).toEqual([0, 'failed', 2, 3])
  expect(begun).toEqual([0, 1, 2, 3])
})
