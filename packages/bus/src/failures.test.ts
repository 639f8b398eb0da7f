import { describe, expect, test } from '@jest/globals'
import { type ProblemCode, problems, RefusedError } from '@waitlist/contracts'
import fc from 'fast-check'
import { delayBefore, isPassing, reasonOf } from './failures.ts'

const refused = (code: ProblemCode) => new RefusedError({ code, detail: 'no' })
const withCode = (code: unknown) => Object.assign(new Error('away'), { code })
const called = (name: string, more: object = {}) => Object.assign(new Error('mongo'), { name }, more)
const sqlite = (errcode: number) => Object.assign(withCode('ERR_SQLITE_ERROR'), { errcode })

describe('what passes by itself', () => {
  test.each([
    ['too much is waiting', refused('WL_ERR_BUSY')],
    ['an offer is just ending', refused('WL_ERR_SETTLING')],
    ['a connection is refused', withCode('ECONNREFUSED')],
    ['the disk is full', sqlite(13)],
    ['the file is locked', sqlite(5)],
    ['the disk fails in a way that has a code of its own', sqlite(10 | (4 << 8))],
    ['an engine says so with a number', withCode(189)],
    ['the connection to MongoDB breaks', called('MongoNetworkError')],
    ['MongoDB does not answer in time', called('MongoNetworkTimeoutError')],
    ['MongoDB has no primary just now', called('MongoServerSelectionError')],
    ['MongoDB has just changed its primary', called('MongoServerError', { code: 189 })],
    ['the connections to MongoDB were given up', called('PoolClearedOnNetworkError')],
    ['the client of MongoDB is closed', called('MongoClientClosedError')],
    ['an engine is away behind another failure', new Error('no commit', { cause: withCode('ETIMEDOUT') })],
    ['an engine is away behind two', new Error('one', { cause: new Error('two', { cause: withCode('EPIPE') }) })],
  ])('%s', (_, failure) => {
    expect(isPassing(failure)).toBe(true)
  })

  test('among the refusals, those that ask to come again', () => {
    const passing = (Object.keys(problems) as ProblemCode[]).filter((code) => isPassing(refused(code)))
    expect(passing.toSorted()).toEqual(['WL_ERR_BUSY', 'WL_ERR_SETTLING'])
  })
})

describe('what does not pass', () => {
  test.each([
    ['a mistake of ours', new TypeError('entry is undefined')],
    [
      'a mistake of ours that Node gives a code',
      Object.assign(new TypeError('no buffer'), { code: 'ERR_INVALID_ARG_TYPE' }),
    ],
    ['a number out of range', Object.assign(new RangeError('-1'), { code: 'ERR_OUT_OF_RANGE' })],
    ['a failure that says nothing more', new Error('this cannot be')],
    ['a constraint of a table', sqlite(19)],
    ['a unique constraint of a table', sqlite(19 | (8 << 8))],
    ['a statement that is wrong', sqlite(1)],
    ['a key that is there already in MongoDB', called('MongoBulkWriteError', { code: 11_000 })],
    ['a document that is too large for MongoDB', called('MongoServerError', { code: 10_334 })],
    ['a mistake in the use of MongoDB', called('MongoInvalidArgumentError')],
    ['a mistake behind another failure', new Error('no commit', { cause: new TypeError('oh') })],
    ['a cause that is no error', new Error('no commit', { cause: { code: 'ECONNREFUSED' } })],
    ['something thrown that is no error', { code: 'ECONNREFUSED' }],
    ['nothing at all', undefined],
  ])('%s', (_, failure) => {
    expect(isPassing(failure)).toBe(false)
  })
})

test('the waits double from 50 ms up to five seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000].map(delayBefore)).toEqual([
    50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000,
  ])
})

test('a wait is never shorter than the one before it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), (retry) => {
      expect(delayBefore(retry + 1)).toBeGreaterThanOrEqual(delayBefore(retry))
    }),
  )
})

test('a failure in words', () => {
  expect(reasonOf(new TypeError('entry is undefined'))).toBe('TypeError: entry is undefined')
  expect(reasonOf(refused('WL_ERR_FULL'))).toBe('RefusedError: WL_ERR_FULL: no')
  expect(reasonOf('just text')).toBe('just text')
  expect(reasonOf(undefined)).toBe('undefined')
})
