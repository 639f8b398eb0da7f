import { describe, expect, test } from '@jest/globals'
import type { Db } from 'mongodb'
import { checkServer } from './server-checks.ts'
import { MongoStartError } from './start-error.ts'

const coded = (code: number, more: object = {}) => Object.assign(new Error('no'), { code }, more)

/** A server that answers so. */
function server({
  hello = {},
  status = {},
  write,
}: {
  hello?: object
  status?: object | Error
  write?: Error
} = {}): Db {
  return {
    databaseName: 'waitlist_join',
    async command(command: Record<string, unknown>) {
      if ('hello' in command) return { maxWireVersion: 21, isWritablePrimary: true, ...hello }
      if (status instanceof Error) throw status
      return { storageEngine: { name: 'wiredTiger', persistent: true }, ...status }
    },
    collection: () => ({
      async updateOne() {
        if (write) throw write
      },
    }),
  } as unknown as Db
}

describe('a server', () => {
  test.each([
    ['that has all we ask for', server()],
    ['of the oldest version we know', server({ hello: { maxWireVersion: 17 } })],
    ['that tells us nothing of its engine, but keeps a journal', server({ status: coded(13) })],
  ])('%s is taken', async (_, db) => {
    await checkServer(db)
  })

  test.each([
    ['that is too old', server({ hello: { maxWireVersion: 13 } }), 'older than 6.0'],
    ['that is a secondary', server({ hello: { isWritablePrimary: false } }), 'not the primary'],
    [
      'that keeps everything in memory',
      server({ status: { storageEngine: { name: 'inMemory', persistent: false } } }),
      'inMemory keeps nothing on the disk',
    ],
    ['that has no journal', server({ write: coded(2) }), 'keeps no journal'],
    ['where we may not write', server({ write: coded(13) }), 'may not write to the database waitlist_join'],
    ['that reaches no majority in time', server({ write: coded(64) }), 'no majority'],
    [
      'that says so in the result of the write',
      server({ write: coded(0, { result: { writeConcernError: { code: 100 } } }) }),
      'no majority',
    ],
  ])('%s is refused in one line', async (_, db, says) => {
    const refusal = (await checkServer(db).catch((error) => error)) as Error
    expect(refusal).toBeInstanceOf(MongoStartError)
    expect(refusal.message).toContain(says)
    expect(refusal.message).not.toContain('\n')
  })

  test('that fails otherwise says what it says', async () => {
    await expect(checkServer(server({ write: coded(9001) }))).rejects.not.toBeInstanceOf(MongoStartError)
  })
})
