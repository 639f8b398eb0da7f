import { randomUUID } from 'node:crypto'
import { appendFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { audit } from './harness/audit.ts'
import { ofType } from './harness/feed.ts'
import { run } from './harness/process.ts'
import { freshFolder, startProduct } from './harness/product.ts'
import { createSale, openSale } from './harness/sale.ts'
import type { EntryList } from './harness/shapes.ts'

const JOINS_A_SECOND = 100
const PEOPLE_KEY = 'acceptance:a people key that is kept apart'

/** Runs a tool of the command line; gives how it ended and what it said. */
async function tool(name: 'backup' | 'restore', args: readonly string[], env: Record<string, string> = {}) {
  const running = run(env, process.cwd(), `../../operate/src/${name}/main.ts`, args)
  const { code } = await running.exited
  return { code, said: running.stdout() + running.stderr() }
}

test('a backup taken under a hundred joins a second restores to the same state, verified', async () => {
  const backups = await freshFolder()
  const restoredTo = await freshFolder()
  try {
    await using product = await startProduct({ PEOPLE_KEY, LOG_LEVEL: 'warn' })
    const sale = await openSale(product, { settings: { maxSize: 1_000_000 } })
    const answered: { name: string; at: number }[] = []
    const stop = new AbortController()
    const load = (async () => {
      const flying: Promise<void>[] = []
      for (let n = 0; !stop.signal.aborted; n += 1) {
        const name = `c${n}`
        flying.push(
          sale.tryJoin(name).then(({ status }) => {
            if (status === 201) answered.push({ name, at: performance.now() })
          }),
        )
        await pause(1000 / JOINS_A_SECOND)
      }
      await Promise.all(flying)
    })()
    await pause(1_500)
    await sale.refund(3)
    const begun = performance.now()
    const backup = join(backups, 'first')
    const taken = await tool('backup', [backup], { DATA_DIR: product.dataDir })
    const before = answered.filter(({ at }) => at < begun).map(({ name }) => sale.id(name))
    stop.abort()
    await load
    expect(taken).toMatchObject({ code: 0, said: expect.stringContaining('PEOPLE_KEY') })
    expect(before.length).toBeGreaterThan(20)
    expect(answered.length).toBeGreaterThan(before.length)
    expect(await readdir(backup)).toEqual(['manifest.json', 'outbox', 'waitlist.db'])
    const original = await sale.feed()
    await product.stop()

    const restored = await tool('restore', [backup, '--to', restoredTo])
    expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('verified') })
    await using again = await startProduct({ PEOPLE_KEY, LOG_LEVEL: 'warn' }, restoredTo)
    const same = createSale(again, sale.eventId)
    const feed = await same.feed()
    const joined = new Set(ofType(feed, 'WaitlistJoined').map(({ data }) => data.customerId))
    expect(before.filter((customerId) => !joined.has(customerId))).toEqual([])
    // What is there of each stream is its beginning, event by event.
    const known = new Map(original.map((event) => [event.id, event]))
    // What was owed when the snapshot was taken is done again, at its own time; what was told from outside stands as it was.
    const kept = feed.filter(
      ({ id, stream, type }) => known.has(id) && (type === 'WaitlistJoined' || stream.startsWith('inbound:')),
    )
    expect(kept.length).toBeGreaterThan(before.length)
    for (const { feedcursor: _, ...event } of kept) expect(known.get(event.id)).toMatchObject(event)
    const { body } = await same.organizer.get<EntryList>(`/api/waitlist/entries/${sale.eventId}?limit=1`)
    expect(body.entries[0]?.contact?.email).toBe(sale.email('c0'))
    expect((await same.tryJoin(`late-${randomUUID().slice(0, 8)}`)).status).toBe(201)
    await audit(same)
  } finally {
    for (const folder of [backups, restoredTo]) await rm(folder, { recursive: true, force: true })
  }
}, 180_000)

test('what is no whole backup is not restored, nor over data; what a backup may not overwrite it does not', async () => {
  const folder = await freshFolder()
  try {
    await using product = await startProduct({ PEOPLE_KEY })
    const sale = await openSale(product)
    await sale.join('ann')
    const backup = join(folder, 'backup')
    const env = { DATA_DIR: product.dataDir }
    expect((await tool('backup', [backup], env)).code).toBe(0)
    expect(await tool('backup', [backup], env)).toMatchObject({
      code: 1,
      said: expect.stringContaining('is not empty'),
    })
    expect(await tool('restore', [backup, '--to', product.dataDir])).toMatchObject({
      code: 1,
      said: expect.stringContaining('has data already'),
    })
    const target = join(folder, 'target')
    await appendFile(join(backup, 'waitlist.db'), 'x')
    expect(await tool('restore', [backup, '--to', target])).toMatchObject({
      code: 1,
      said: expect.stringContaining('waitlist.db is not what was backed up'),
    })
    await rm(join(backup, 'manifest.json'))
    expect(await tool('restore', [backup, '--to', target])).toMatchObject({
      code: 1,
      said: expect.stringContaining('is no finished backup'),
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 120_000)
