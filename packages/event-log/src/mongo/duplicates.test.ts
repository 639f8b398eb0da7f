import { describe, expect, test } from '@jest/globals'
import { MongoBulkWriteError } from 'mongodb'
import { despiteDuplicates, duplicatesIn } from './duplicates.ts'

/** As the driver reports errors of single documents by index, and one of the write concern. */
function bulkError(codes: Record<number, number>, concern?: object): MongoBulkWriteError {
  const writeErrors = Object.entries(codes).map(([index, code]) => ({ index: Number(index), code }))
  const result = { getWriteConcernError: () => concern }
  return new MongoBulkWriteError({ message: 'no', code: 11_000, writeErrors: writeErrors as never }, result as never)
}

describe('the duplicates of a bulk', () => {
  test('are named by index', () => {
    expect([...duplicatesIn(bulkError({ 0: 11_000, 3: 11_000 }))]).toEqual([0, 3])
  })

  test.each([
    ['another error among them', bulkError({ 0: 11_000, 1: 10_334 })],
    ['a write concern that was not met', bulkError({ 0: 11_000 }, { code: 64 })],
    ['no error of a document', bulkError({})],
    ['an error of another kind', new Error('away')],
  ])('are not known with %s', (_, failure) => {
    expect(() => duplicatesIn(failure)).toThrow(failure)
  })

  test('do not keep a bulk from ending well', async () => {
    await despiteDuplicates(Promise.reject(bulkError({ 1: 11_000 })))
    await despiteDuplicates(Promise.resolve())
    await expect(despiteDuplicates(Promise.reject(new Error('away')))).rejects.toThrow('away')
  })
})
