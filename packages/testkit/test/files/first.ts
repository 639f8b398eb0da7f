import { describe, expect, jest, test } from '@jest/globals'
import { count } from './memory.ts'

jest.setTimeout(200)

describe('a first file', () => {
  test('passes', () => expect(count()).toBe(1))
  test('fails', () => expect(1).toBe(2))
  test('hangs', () => new Promise(() => {}))
  test.skip('is left out', () => {})
  test('leaves things behind', () => {
    process.env.LEFT_BEHIND = 'yes'
    jest.spyOn(Date, 'now').mockReturnValue(0)
    expect(Date.now()).toBe(0)
  })
})
