import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { appendingChild } from '../../test/child.ts'
import { type DataFolder, dataFolder } from '../../test/data-folder.ts'
import { commit } from '../contract/harness.ts'
import { DataFolderBusyError } from './data-errors.ts'
import { type DataFile, openDataFile } from './data-file.ts'
import { createSqliteLog } from './sqlite-log.ts'

let data: DataFolder
beforeEach(() => {
  data = dataFolder()
})
afterEach(() => data.remove())

describe('opening', () => {
  test('makes the folder and the file, and finds again what was written', () => {
    const deep = join(data.folder, 'some', 'where')
    const file = openDataFile(deep)
    expect(file.path).toBe(join(deep, 'waitlist.db'))
    file.exec('CREATE TABLE notes (text TEXT)')
    file.transaction(() => file.prepare('INSERT INTO notes VALUES (?)').run('hello'))
    file.close()
    const again = openDataFile(deep)
    expect(again.prepare('SELECT text FROM notes').all()).toEqual([{ text: 'hello' }])
    again.close()
    expect(readdirSync(deep).sort()).toEqual(['waitlist.db', 'waitlist.lock'])
  })

  test('what an interrupted first start has left does not disturb', () => {
    writeFileSync(`${data.path}.new`, 'half a file')
    writeFileSync(`${data.path}.new-journal`, 'half a journal')
    openDataFile(data.folder).close()
    expect(readdirSync(data.folder).sort()).toEqual(['waitlist.db', 'waitlist.lock'])
  })

  test('after kill -9 everything in the -wal is there', async () => {
    await data.fillAndKill()
    const file = openDataFile(data.folder)
    const log = createSqliteLog(file)
    expect(await log.head('waitlist:a')).toBeGreaterThanOrEqual(29)
    await log.append([commit('waitlist:b', 1, ['on it goes'])])
    file.close()
  })

  test('after kill -9 in the middle of a checkpoint, what is torn in the file is taken from the -wal', async () => {
    await data.fillAndKill()
    data.overwrite(100, Buffer.alloc(3996, 0xff))
    const file = openDataFile(data.folder)
    expect(await createSqliteLog(file).head('waitlist:a')).toBeGreaterThanOrEqual(29)
    file.close()
  })
})

describe('a second process', () => {
  test('is refused while the first lives, and let in when it was killed', async () => {
    const child = appendingChild(data.folder, 'hold')
    await child.printed(1)
    const error = data.refusal()
    expect(error).toBeInstanceOf(DataFolderBusyError)
    expect(error.message).toBe(`${data.folder} is in use by another process`)
    await child.kill()
    openDataFile(data.folder).close()
  })

  test('is refused within the same process too, and that does not weaken the lock', async () => {
    const file = openDataFile(data.folder)
    expect(data.refusal()).toBeInstanceOf(DataFolderBusyError)
    expect(data.refusal()).toBeInstanceOf(DataFolderBusyError)
    file.transaction(() => file.exec('CREATE TABLE still (works TEXT)'))
    const child = appendingChild(data.folder, 'hold')
    await child.printed(1)
    expect(child.lines).toEqual(['DataFolderBusyError'])
    await child.kill()
    file.close()
    openDataFile(data.folder).close()
  })
})

describe('transactions', () => {
  const count = (file: DataFile) => (file.prepare('SELECT COUNT(*) AS n FROM t').get() as { n: number }).n
  const open = () => {
    const file = openDataFile(data.folder)
    file.exec('CREATE TABLE t (x INTEGER)')
    return file
  }

  test('give back what the work returns', () => {
    const file = open()
    expect(file.transaction(() => 7)).toBe(7)
    file.close()
  })

  test('leave nothing when the work throws, and the next one works', () => {
    const file = open()
    const insert = file.prepare('INSERT INTO t VALUES (1)')
    const failing = () =>
      file.transaction(() => {
        insert.run()
        throw new Error('no')
      })
    expect(failing).toThrow('no')
    expect(count(file)).toBe(0)
    file.transaction(() => insert.run())
    expect(count(file)).toBe(1)
    file.close()
  })

  test('are not nested', () => {
    const file = open()
    expect(() => file.transaction(() => file.transaction(() => 1))).toThrow('open already')
    expect(file.transaction(() => 2)).toBe(2)
    file.close()
  })

  test('sync to the disk, except those that need not', () => {
    const file = open()
    const level = () => Object.values(file.prepare('PRAGMA synchronous').get() ?? {})[0]
    const [normal, full] = [1, 2]
    expect(file.transaction(level)).toBe(full)
    expect(file.transaction(level, { durable: false })).toBe(normal)
    expect(file.transaction(level)).toBe(full)
    expect(file.transaction(level, { durable: true })).toBe(full)
    file.close()
  })
})
