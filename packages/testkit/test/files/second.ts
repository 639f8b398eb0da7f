import { describe, expect, test } from '@jest/globals'
import { count } from './memory.ts'

describe('a second file', () => {
  test('has modules of its own', () => expect(count()).toBe(1))
  test('finds nothing left behind', () => {
    expect(process.env.LEFT_BEHIND).toBeUndefined()
    expect(Date.now()).toBeGreaterThan(0)
  })
  test('has more time than the first', () => new Promise((done) => setTimeout(done, 400)))
})
