import { randomUUID } from 'node:crypto'
import { appendFile, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { audit } from './harness/audit.ts'
import { ofType } from './harness/feed.ts'
import { chosenMode, paced } from './harness/mode.ts'
import { eventually } from './harness/poll.ts'
import { type Environment, run } from './harness/process.ts'
import { freshFolder, startProduct } from './harness/product.ts'
import { createSale, openSale } from './harness/sale.ts'
import type { EntryList } from './harness/shapes.ts'

const JOINS_A_SECOND = 100
const LONGEST_MS = paced(180_000)
const PEOPLE_KEY = 'acceptance:a people key that is kept apart'

/** Runs a tool of the command line; gives how it ended and what it said. */
async function tool(name: 'backup' | 'restore', args: readonly string[], env: Environment) {
  const running = run(env, process.cwd(), `../../operate/src/${name}/main.ts`, args)
  const { code } = await running.exited
  return { code, said: running.stdout() + running.stderr() }
}

test(
  'a backup taken under a hundred joins a second restores to the same state, verified',
  async () => {
    const backups = await freshFolder()
    const restoredTo = await freshFolder()
    const mode = await chosenMode()
    try {
      await using product = await startProduct({ PEOPLE_KEY, LOG_LEVEL: 'warn' })
      const sale = await openSale(product, { settings: { maxSize: 1_000_000 } })
      const hasty = createSale({ ...product, as: product.hasty }, sale.eventId)
      const answered: { name: string; at: number }[] = []
      const stop = new AbortController()
      const load = (async () => {
        const flying: Promise<void>[] = []
        for (let n = 0; !stop.signal.aborted; n += 1) {
          const name = `c${n}`
          flying.push(
            hasty.tryJoin(name).then(({ status }) => {
              if (status === 201) answered.push({ name, at: performance.now() })
            }),
          )
          await pause(1000 / JOINS_A_SECOND)
        }
        await Promise.all(flying)
      })()
      await pause(paced(1_500))
      await sale.refund(3)
      const begun = performance.now()
      const backup = join(backups, 'first')
      const taken = await tool('backup', [backup], product.home.environment)
      const before = answered.filter(({ at }) => at < begun).map(({ name }) => sale.id(name))
      stop.abort()
      await load
      expect(taken).toMatchObject({ code: 0, said: expect.stringContaining('PEOPLE_KEY') })
      expect(before.length).toBeGreaterThan(20)
      expect(answered.length).toBeGreaterThan(before.length)
      expect((await readdir(backup)).sort()).toEqual(product.home.backedUp)
      const original = await sale.feed()
      await product.stop()

      const home = mode.home(restoredTo)
      const restored = await tool('restore', [backup, '--to', home.name], home.environment)
      expect(restored).toMatchObject({ code: 0, said: expect.stringContaining('verified') })
      await using again = await startProduct({ PEOPLE_KEY, LOG_LEVEL: 'warn' }, restoredTo, mode)
      const same = createSale(again, sale.eventId)
      const feed = await eventually(async () => {
        const whole = await same.feed()
        const joined = new Set(ofType(whole, 'WaitlistJoined').map(({ data }) => data.customerId))
        expect(before.filter((customerId) => !joined.has(customerId))).toEqual([])
        return whole
      })
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
      // All of it has come to whoever follows it, without anything that is new.
      await audit(same)
      expect((await same.tryJoin(`late-${randomUUID().slice(0, 8)}`)).status).toBe(201)
      await audit(same)
    } finally {
      await mode.dispose()
      for (const folder of [backups, restoredTo]) await rm(folder, { recursive: true, force: true })
    }
  },
  LONGEST_MS,
)

test(
  'what is no whole backup is not restored, nor over data; what a backup may not overwrite it does not',
  async () => {
    const folder = await freshFolder()
    const elsewhere = await chosenMode()
    try {
      await using product = await startProduct({ PEOPLE_KEY })
      const sale = await openSale(product)
      await sale.join('ann')
      const backup = join(folder, 'backup')
      const { environment: env, name } = product.home
      expect(await tool('backup', [backup], env)).toMatchObject({ code: 0 })
      expect(await tool('backup', [backup], env)).toMatchObject({
        code: 1,
        said: expect.stringContaining('is not empty'),
      })
      expect(await tool('restore', [backup, '--to', name], env)).toMatchObject({
        code: 1,
        said: expect.stringContaining('has data already'),
      })
      const target = elsewhere.home(join(folder, 'target'))
      const { files } = JSON.parse(await readFile(join(backup, 'manifest.json'), 'utf8'))
      const { path } = files.at(-1)
      await appendFile(join(backup, path), 'x')
      expect(await tool('restore', [backup, '--to', target.name], target.environment)).toMatchObject({
        code: 1,
        said: expect.stringContaining(`${path} is not what was backed up`),
      })
      await rm(join(backup, 'manifest.json'))
      expect(await tool('restore', [backup, '--to', target.name], target.environment)).toMatchObject({
        code: 1,
        said: expect.stringContaining('is no finished backup'),
      })
    } finally {
      await elsewhere.dispose()
      await rm(folder, { recursive: true, force: true })
    }
  },
  LONGEST_MS,
)
