import { describe, expect, test } from '@jest/globals'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { silentLogger } from '../src/logger.ts'
import { MongoStartError } from '../src/mongo/start-error.ts'
import { openMongo } from '../src/mongo/store.ts'
import { openingChild } from './child.ts'
import { dropDatabase, newDatabase } from './mongo-harness.ts'

async function refusal(url: string, warn: (message: string) => void = () => {}): Promise<Error> {
  const logger = { ...silentLogger, warn: (_: object, message: string) => warn(message) }
  try {
    await (await openMongo({ url, database: newDatabase(), patience: 1500, logger })).close()
  } catch (error) {
    return error as Error
  }
  throw new Error('It was not refused')
}

describe('a MongoDB that cannot be used', () => {
  test.each(['', 'localhost:27017', 'http://localhost', 'mongodb://me:s3cret@host:no-port/'])(
    'because %p is no address is refused without repeating it',
    async (url) => {
      const error = await refusal(url)
      expect(error).toBeInstanceOf(MongoStartError)
      expect(error.message).toContain('MONGO_URL is no address')
      expect(error.message).not.toContain('s3cret')
    },
  )

  test('because nobody answers is waited for, with a line a second, and then refused in one', async () => {
    const lines: string[] = []
    // Nobody listens on the discard port.
    const error = await refusal('mongodb://me:s3cret@127.0.0.1:9/', (line) => lines.push(line))
    expect(error).toBeInstanceOf(MongoStartError)
    expect(error.message).toMatch(/^MongoDB at 127\.0\.0\.1:9 did not answer within \d+ s: /)
    expect(error.message).not.toContain('s3cret')
    expect(lines.length).toBeGreaterThan(0)
    expect(new Set(lines)).toEqual(new Set(['MongoDB does not answer yet']))
  })
})

test('a process that waits for MongoDB lives until it knows', async () => {
  const child = openingChild('mongodb://127.0.0.1:9/')
  await child.printed(1)
  expect(child.lines).toEqual(['MongoStartError'])
})

describeWith('mongo', 'a MongoDB that is there', (url) => {
  test('refuses a user that it does not know, at once and in one line', async () => {
    const lines: string[] = []
    const withUser = url.replace('mongodb://', 'mongodb://nobody:s3cret@')
    const error = await refusal(withUser, (line) => lines.push(line))
    expect(error).toBeInstanceOf(MongoStartError)
    expect(error.message).toContain('refuses the user or password')
    expect([error.message.includes('s3cret'), error.message.includes('\n'), lines]).toEqual([false, false, []])
  })

  test('is opened, answers, and answers no more once it is closed', async () => {
    const database = newDatabase()
    const store = await openMongo({ url, database })
    await store.ping()
    await store.close()
    await expect(store.ping()).rejects.toThrow()
    await dropDatabase(url, database)
  })
})
