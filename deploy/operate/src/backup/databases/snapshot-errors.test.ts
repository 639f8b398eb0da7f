import { expect, test } from '@jest/globals'
import { MongoServerError } from 'mongodb'
import { snapshotError } from './snapshot-errors.ts'

test.each([
  ['a moment that is too old', 239, 'minSnapshotHistoryWindowInSeconds'],
  ['a collection that is younger than the moment', 246, 'back up again'],
  ['a server that is no replica set', 123, 'needs a replica set'],
])('%s: what to do is said', (_, code, says) => {
  const error = new MongoServerError({ message: 'no', code })
  expect(snapshotError(error)).toMatchObject({ message: expect.stringContaining(says), cause: error })
})

test('what is wrong otherwise is told as it is', () => {
  const error = new MongoServerError({ message: 'not allowed', code: 13 })
  expect(snapshotError(error)).toBe(error)
})
