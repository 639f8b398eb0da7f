import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { temporaryFolder } from '../../test/sqlite-harness.ts'
import { commit, followed } from '../contract/harness.ts'
import { silentLogger } from '../logger.ts'
import type { PendingCommit } from '../port.ts'
import { type DataFile, openDataFile } from './data-file.ts'
import { createSqliteLog } from './sqlite-log.ts'

let folder: string
let file: DataFile
beforeEach(() => {
  folder = temporaryFolder()
  file = openDataFile(folder)
})
afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true })
})

function reopen(): void {
  file.close()
  file = openDataFile(folder)
}

/** The same file, counting what is asked of SQLite. */
function counting(original: DataFile): { readonly file: DataFile; count(): number } {
  let count = 0
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(from, name) {
        const value = Reflect.get(from, name)
        if (typeof value !== 'function') return value
        return (...given: unknown[]) => {
          if (['run', 'get', 'all', 'iterate', 'exec', 'transaction'].includes(String(name))) count += 1
          return value.apply(from, given)
        }
      },
    })
  return {
    file: {
      ...counted(original),
      prepare: (sql) => counted(original.prepare(sql)),
      transaction: original.transaction,
      exec: original.exec,
      path: original.path,
      close: original.close,
    },
    count: () => count,
  }
}

describe('the SQLite log', () => {
  test('near the head, nothing is asked of SQLite', async () => {
    const counted = counting(file)
    const log = createSqliteLog(counted.file)
    await log.append([commit('waitlist:a', 1, ['1', '2', '3']), commit('waitlist:b', 1, ['1'])])
    await log.read('release:a', 1, 10)
    const before = counted.count()
    expect(before).toBeGreaterThan(0)
    expect(await log.read('waitlist:a', 4, 10)).toEqual([])
    expect(await log.read('release:a', 1, 10)).toEqual([])
    expect(await log.read('waitlist:a', 2, 10)).toHaveLength(2)
    expect(await log.readAll(2, 10)).toHaveLength(2)
    expect(await log.readAll(0, 10, { key: 'a' })).toHaveLength(3)
    expect(await log.readAll(4, 10)).toEqual([])
    expect([await log.head('waitlist:a'), await log.position()]).toEqual([3, 4])
    expect(counted.count()).toBe(before)
    await log.close()
  })

  test('a wake that stays as it is writes nothing', async () => {
    const counted = counting(file)
    const log = createSqliteLog(counted.file)
    await log.append([commit('waitlist:a', 1, ['1'], { wakeAt: 7 })])
    const before = counted.count()
    await log.append([commit('waitlist:a', 2, ['2'], { wakeAt: 7 })])
    const [without, start] = [counted.count() - before, counted.count()]
    await log.append([commit('waitlist:a', 3, ['3'], { wakeAt: 8 })])
    expect(counted.count() - start).toBe(without + 1)
    await log.setWake('waitlist:a', 8)
    expect(counted.count() - start).toBe(without + 1)
    await log.close()
  })

  test('there is one log per data file at a time', async () => {
    const log = createSqliteLog(file)
    expect(() => createSqliteLog(file)).toThrow('open log already')
    await log.close()
    await createSqliteLog(file).close()
  })

  test('other stores keep their own tables beside it', async () => {
    const log = createSqliteLog(file)
    file.exec('CREATE TABLE IF NOT EXISTS people (id TEXT PRIMARY KEY)')
    file.transaction(() => file.prepare('INSERT INTO people VALUES (?)').run('ann'), { durable: false })
    await log.append([commit('waitlist:a', 1, ['1'])])
    reopen()
    expect(await createSqliteLog(file).head('waitlist:a')).toBe(1)
    expect(file.prepare('SELECT id FROM people').all()).toEqual([{ id: 'ann' }])
  })

  test('what was published in order leaves nothing to remember but how far', async () => {
    const log = createSqliteLog(file)
    for (let version = 1; version <= 5; version++) await log.append([commit('waitlist:a', version, [`${version}`])])
    const [first, second, third, fourth] = (await log.pending(10)) as [
      PendingCommit,
      PendingCommit,
      PendingCommit,
      PendingCommit,
    ]
    await log.clearPending([first, second, fourth])
    expect(file.prepare('SELECT position FROM published').all()).toEqual([{ position: 4 }])
    await log.clearPending([third])
    expect(file.prepare('SELECT position FROM published').all()).toEqual([])
    expect((await log.pending(10)).map(({ position }) => position)).toEqual([5])
  })

  test('stored events come back upcast, whichever way they are read', async () => {
    const old = createSqliteLog(file)
    await old.append([commit('waitlist:a', 1, ['1'])])
    reopen()
    const log = createSqliteLog(file, { upcast: (event) => ({ ...event, schema: event.schema + 1 }) })
    expect((await log.read('waitlist:a', 1, 1))[0]).toMatchObject({ schema: 2, version: 1 })
    expect((await log.readAll(0, 1))[0]?.event).toMatchObject({ schema: 2 })
    expect((await log.pending(1))[0]?.events[0]).toMatchObject({ schema: 2 })
  })

  test('a listener that throws is reported, and neither the append nor the others mind', async () => {
    const errors: string[] = []
    const log = createSqliteLog(file, {
      logger: { ...silentLogger, error: (_fields, message) => void errors.push(message) },
    })
    const told: number[] = []
    log.onGrowth(() => {
      throw new Error('listener')
    })
    log.onGrowth(() => told.push(log.newest()))
    expect(await log.append([commit('waitlist:a', 1, ['1'])])).toMatchObject([{ status: 'committed' }])
    expect(told).toEqual([1])
    expect(errors).toEqual(['a listener of the event log failed'])
  })

  test('an append that SQLite refuses rejects, leaves nothing, and the next one works', async () => {
    const log = createSqliteLog(file)
    await log.append([commit('waitlist:a', 1, ['1'])])
    const unwritable = commit('waitlist:b', 1, ['x'], { commands: [{ id: 'k', hash: undefined as never, receipt: 1 }] })
    await expect(log.append([commit('waitlist:a', 2, ['2']), unwritable])).rejects.toThrow()
    expect([await log.head('waitlist:a'), await log.head('waitlist:b'), await log.position()]).toEqual([1, 0, 1])
    expect(await log.readAll(0, 10)).toHaveLength(1)
    const results = await log.append([commit('waitlist:a', 2, ['2']), commit('waitlist:b', 1, ['1'])])
    expect(results.map(({ status }) => status)).toEqual(['committed', 'committed'])
    reopen()
    expect(await createSqliteLog(file).readAll(0, 10)).toHaveLength(3)
  })

  test('text that is not what was written is reported, not handed out', async () => {
    const log = createSqliteLog(file)
    await log.append([commit('waitlist:a', 1, ['ann'])])
    await log.close()
    file.exec(`UPDATE commits SET events = REPLACE(events, 'ann', 'bob')`)
    const again = createSqliteLog(file)
    await expect(again.read('waitlist:a', 1, 1)).rejects.toThrow('waitlist:a@1 does not match its checksum')
    await expect(again.readAll(0, 1)).rejects.toThrow('does not match its checksum')
  })

  test('heads and keys are right for more streams than are remembered', async () => {
    const log = createSqliteLog(file)
    const streams = Array.from({ length: 45_000 }, (_, at) => `waitlist:s${at}`)
    for (let at = 0; at < streams.length; at += 5000) {
      await log.append(streams.slice(at, at + 5000).map((stream) => commit(stream, 1, ['1'], { wakeAt: at + 1 })))
    }
    const results = await log.append([
      commit('waitlist:s0', 1, ['x']),
      commit('waitlist:s1', 2, ['2']),
      commit('waitlist:s44999', 2, ['2']),
    ])
    expect(results.map(({ status }) => status)).toEqual(['conflict', 'committed', 'committed'])
    const ofOne = await log.readAll(0, 10, { key: 's1' })
    expect(ofOne.map(({ event }) => event.version)).toEqual([1, 2])
    await log.setWake('waitlist:s0', null)
    expect((await log.owing('waitlist:', 1, 10_000)).length).toBe(4999)
  })

  test('followed events and own ones of one stream go together', async () => {
    const log = createSqliteLog(file)
    await log.replicate([followed('release:a', 1), followed('release:a', 2)])
    expect(await log.append([commit('release:a', 2, ['x'])])).toEqual([{ status: 'conflict' }])
    expect(await log.append([commit('release:a', 3, ['x'])])).toMatchObject([{ status: 'committed' }])
    expect(await log.commitAt('release:a', 1)).toBeUndefined()
  })
})
