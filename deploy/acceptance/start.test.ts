import { createHash } from 'node:crypto'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { freePort } from '@waitlist/service-kit/free-port'
import { type Environment, run } from './harness/process.ts'
import { baseEnvironment, freshFolder, startProduct } from './harness/product.ts'
import { openSale } from './harness/sale.ts'
import type { InForce } from './harness/shapes.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

const folder = async () => {
  const made = await freshFolder()
  folders.push(made)
  return made
}

/** Starts the product, which must refuse to start: it ends by itself, not well, with one line that says why. */
const refusal = async (dataDir: string, environment: Environment = {}): Promise<string> => {
  const running = run({ ...baseEnvironment(dataDir, await freePort('127.0.0.1')), ...environment }, dataDir)
  const force = setTimeout(() => running.signal('SIGKILL'), 30_000)
  const ending = await running.exited
  clearTimeout(force)
  const said = running.stderr().trim()
  expect({ ...ending, said }).toEqual({ code: expect.any(Number), signal: null, said: expect.stringMatching(/\S/) })
  expect(ending.code).not.toBe(0)
  expect(said.split('\n')).toHaveLength(1)
  expect(said + running.stdout()).not.toMatch(/^\s+at /m)
  return said
}

/** Everything in a folder, by name and digest. */
const contents = async (dataDir: string): Promise<Record<string, string>> => {
  const found = await readdir(dataDir, { recursive: true, withFileTypes: true })
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const digests = files.map(async (file) => [
    file,
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  ])
  return Object.fromEntries(await Promise.all(digests))
}

/** The data files of a product that ran here and stopped: those that SQLite wrote. */
const dataFiles = async (dataDir: string): Promise<string[]> => {
  const files: string[] = []
  for (const file of Object.keys(await contents(dataDir))) {
    if ((await readFile(file)).subarray(0, 15).toString('latin1') === 'SQLite format 3') files.push(file)
  }
  expect(files.length).toBeGreaterThan(0)
  return files
}

/** Lets the product run in a folder, leaves some data there, and stops it. */
const fill = async (dataDir: string): Promise<void> => {
  const product = await startProduct({}, dataDir)
  const sale = await openSale(product)
  await sale.join('ann', 'bob')
  expect(await product.stop()).toEqual({ code: 0, signal: null })
}

describe('a data file', () => {
  let filled = ''
  beforeAll(async () => {
    filled = await freshFolder()
    await fill(filled)
  })
  afterAll(() => rm(filled, { recursive: true }))
  const used = async () => {
    const dataDir = await folder()
    await cp(filled, dataDir, { recursive: true })
    return dataDir
  }

  const shopping = 'this is no database, it is a shopping list\n'.repeat(500)
  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['that is something else', () => Buffer.from(shopping)],
    ['whose header is broken', (bytes) => Buffer.concat([Buffer.alloc(100, 7), bytes.subarray(100)])],
    ['whose pages are broken', (bytes) => Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100, 7)])],
    ['whose tables are broken', (bytes) => Buffer.concat([bytes.subarray(0, 8192), bytes.subarray(8192).fill(7)])],
    ['that was cut in the middle', (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2))],
  ])('%s stops the start and stays as it is', async (_, spoil) => {
    const dataDir = await used()
    const files = await dataFiles(dataDir)
    for (const file of files) await writeFile(file, spoil(await readFile(file)))
    const before = await contents(dataDir)
    expect(await refusal(dataDir)).toContain(files[0])
    expect(await contents(dataDir)).toEqual(before)
  })

  test('of a newer product stops the start and stays as it is', async () => {
    const dataDir = await used()
    for (const file of await dataFiles(dataDir)) {
      const database = new DatabaseSync(file)
      database.exec('PRAGMA user_version = 1000000')
      database.close()
    }
    const before = await contents(dataDir)
    expect(await refusal(dataDir)).toMatch(/newer/i)
    expect(await contents(dataDir)).toEqual(before)
  })
})

describe('a data folder', () => {
  test('serves one process; another says so and ends, and the first goes on', async () => {
    await using product = await startProduct()
    const sale = await openSale(product)
    await sale.join('ann')
    const said = await refusal(product.dataDir)
    expect(said).toContain(product.dataDir)
    await sale.join('bob')
    expect(await sale.places('ann', 'bob')).toEqual([1, 2])
  })

  test('is free again after a kill', async () => {
    await using product = await startProduct()
    const sale = await openSale(product)
    await sale.join('ann')
    await product.kill()
    await product.start()
    expect(await sale.places('ann')).toEqual([1])
  })

  test('that is a file stops the start', async () => {
    const dataDir = await folder()
    const file = join(dataDir, 'file')
    await writeFile(file, 'x')
    await refusal(dataDir, { DATA_DIR: file })
    expect(await readFile(file, 'utf8')).toBe('x')
  })
})

describe('a bad setting stops the start with its name', () => {
  const secret = 'too-short-secret'
  test.each<[Environment, RegExp]>([
    [{ PORT: 'eighty' }, /PORT/],
    [{ PORT: '70000' }, /PORT/],
    [{ WAITLIST_NOTIFICATION_WINDOW: 'soon' }, /NOTIFICATION_WINDOW|notification_window/i],
    [{ WAITLIST_PURCHASE_WINDOW: '-2 hours' }, /PURCHASE_WINDOW|purchase_window/i],
    [{ WAITLIST_MAX_WAITLIST_SIZE: 'many' }, /MAX_WAITLIST_SIZE|max_waitlist_size/i],
    [{ AUTH_SECRET: secret }, /AUTH_SECRET/],
    [{ CLAIM_KEY: secret }, /CLAIM_KEY/],
    [{ PUBLIC_URL: 'not a url' }, /PUBLIC_URL/],
    [{ LOG_LEVEL: 'loudest' }, /LOG_LEVEL/],
    [{ AUTH_SECRET: '', NODE_ENV: 'production' }, /AUTH_/],
    [{ WAITLIST_CONFIG: 'no-such-file.json' }, /no-such-file\.json/],
  ])('%j', async (environment, name) => {
    const said = await refusal(await folder(), environment)
    expect(said).toMatch(name)
    expect(said).not.toContain(secret)
  })

  test.each([
    ['{"waitlist": {', /config/],
    ['{"waitlist": {"notification_window": "soon"}}', /notification_window/],
    ['{"waitlist": {"max_waitlist_size": -1}}', /max_waitlist_size/],
    ['[]', /config/],
  ])('in the file: %s', async (content, name) => {
    const dataDir = await folder()
    const file = join(dataDir, 'my.config.json')
    await writeFile(file, content)
    expect(await refusal(dataDir, { WAITLIST_CONFIG: file })).toMatch(name)
  })

  test('and so does a port that is taken', async () => {
    await using product = await startProduct()
    const said = await refusal(await folder(), { PORT: String(product.port) })
    expect(said).toContain(String(product.port))
  })
})

test('the file gives defaults, the environment wins over it, and what was in force stays in force', async () => {
  const dataDir = await folder()
  const file = join(dataDir, 'my.config.json')
  const waitlist = { notification_window: '3 hours', purchase_window: '30 minutes', max_waitlist_size: 7 }
  await writeFile(file, JSON.stringify({ waitlist }))
  await using product = await startProduct(
    { WAITLIST_CONFIG: file, WAITLIST_NOTIFICATION_WINDOW: '90 minutes' },
    dataDir,
  )
  const sale = await openSale(product)
  const read = async (eventId: string) =>
    (await sale.service.get<InForce>(`/api/waitlist/settings/${eventId}`)).body.maxSize
  expect(await read(sale.eventId)).toBe(7)
  await sale.join('ann', 'bob')
  await sale.refund()
  const offer = await sale.offer('ann')
  expect(Math.round((Date.parse(offer.expiresAt) - Date.parse(offer.offeredAt)) / 60_000)).toBe(90)
  const { body } = await sale.claim('ann', offer)
  expect(Math.round((Date.parse(body.purchaseBy) - Date.parse(body.offer.claimedAt ?? '')) / 60_000)).toBe(30)
  expect(product.said()).not.toContain('acceptance-secret')
  expect(product.said()).not.toContain('acceptance-claim-key')
  await product.stop()
  await product.start({ WAITLIST_NOTIFICATION_WINDOW: '1 minute', WAITLIST_MAX_WAITLIST_SIZE: '9' })
  expect(await read(sale.eventId)).toBe(7)
  await sale.refund()
  const later = await sale.offer('bob')
  expect(Math.round((Date.parse(later.expiresAt) - Date.parse(later.offeredAt)) / 60_000)).toBe(90)
  expect(await read((await openSale(product)).eventId)).toBe(9)
})
