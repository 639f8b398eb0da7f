import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type DataFolder, dataFolder } from '../../test/data-folder.ts'
import { snapshot } from '../../test/folder-snapshot.ts'
import { DataFileError } from './data-errors.ts'
import { type DataFile, openDataFile } from './data-file.ts'
import { createSqliteLog } from './sqlite-log.ts'

let data: DataFolder
beforeEach(() => {
  data = dataFolder()
})
afterEach(() => data.remove())

/** The one line of a refusal that left everything as it was. */
function refusedUntouched(): string {
  const before = snapshot(data.folder)
  const error = data.refusal()
  expect(snapshot(data.folder)).toEqual(before)
  expect(error).toBeInstanceOf(DataFileError)
  expect(error.message).not.toContain('\n')
  return error.message
}

describe('a file that cannot be used is refused and left as it is', () => {
  test('a folder that is a file', () => {
    writeFileSync(data.path, '')
    expect(() => openDataFile(data.path)).toThrow(DataFileError)
  })

  test('a file that is a folder', () => {
    mkdirSync(data.path)
    expect(refusedUntouched()).toContain('is not a file')
  })

  test.each(['hello', 'x'.repeat(100_000)])('a file of another kind', (content) => {
    writeFileSync(data.path, content)
    expect(refusedUntouched()).toContain('is no SQLite file')
  })

  test('an empty file', () => {
    writeFileSync(data.path, '')
    expect(refusedUntouched()).toContain('is cut short: it has 0 bytes')
  })

  test('a SQLite file of another program', () => {
    const theirs = new DatabaseSync(data.path)
    theirs.exec('CREATE TABLE theirs (x)')
    theirs.close()
    expect(refusedUntouched()).toContain('of another program')
  })

  test('a lock that is no lock', async () => {
    await data.fill()
    writeFileSync(join(data.folder, 'waitlist.lock'), 'something else entirely, and long enough to be seen'.repeat(20))
    expect(refusedUntouched()).toContain('waitlist.lock: file is not a database')
  })

  test('a file of a newer version, after a clean stop and after kill -9', async () => {
    await data.fill()
    const newer = new DatabaseSync(data.path)
    newer.exec('PRAGMA user_version = 2')
    newer.close()
    expect(refusedUntouched()).toContain('was written by a newer version: layout 2, this one knows 1')
    data.remove()
    mkdirSync(data.folder)
    await data.fillAndKill()
    data.overwrite(60, Buffer.from([0, 0, 0, 2]))
    expect(refusedUntouched()).toContain('newer version')
  })

  test.each([18, 19])('a file that SQLite would not write to, by its byte %i', async (at) => {
    await data.fill()
    data.overwrite(at, Buffer.from([3]))
    expect(refusedUntouched()).toContain('is damaged, or was written by a SQLite that is newer')
  })

  test.each([1, 4096, 5000, 40_960])('a file that lacks its last %i bytes', async (missing) => {
    await data.fill()
    truncateSync(data.path, statSync(data.path).size - missing)
    expect(refusedUntouched()).toContain('is cut short')
  })

  test('a file with a broken page', async () => {
    await data.fill()
    const pages = statSync(data.path).size / 4096
    for (const page of [1, Math.floor(pages / 2), pages - 1]) {
      const whole = readFileSync(data.path)
      data.overwrite(page * 4096, Buffer.alloc(2000, 0xff))
      expect(refusedUntouched()).toContain('is damaged')
      writeFileSync(data.path, whole)
    }
    openDataFile(data.folder).close()
  })

  test('a -wal with a broken header', async () => {
    await data.fillAndKill()
    rmSync(`${data.path}-shm`)
    data.overwrite(0, Buffer.alloc(100, 7), `${data.path}-wal`)
    expect(refusedUntouched()).toContain('-wal is damaged')
    expect(existsSync(`${data.path}-shm`)).toBe(false)
  })

  test('a file with a broken page that its -wal does not replace', async () => {
    await data.fill()
    const pages = statSync(data.path).size / 4096
    await data.fillAndKill()
    rmSync(`${data.path}-shm`)
    data.overwrite(4096 * Math.floor(pages / 2), Buffer.alloc(4096, 0xff))
    expect(refusedUntouched()).toContain('is damaged')
    expect(existsSync(`${data.path}-shm`)).toBe(false)
  })

  test('a -wal without its file', async () => {
    await data.fillAndKill()
    rmSync(data.path)
    expect(refusedUntouched()).toContain('is missing')
  })

  test('a -wal that was made and never written to does not matter', async () => {
    await data.fill()
    writeFileSync(`${data.path}-wal`, Buffer.alloc(32))
    openDataFile(data.folder).close()
  })

  test('wherever bytes are overwritten: refused and untouched, or read back as written, or reported', async () => {
    await data.fill()
    const whole = readFileSync(data.path)
    const damage = fc.record({
      at: fc.integer({ min: 0, max: whole.length - 1 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    })
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, bytes }) => {
        writeFileSync(data.path, whole)
        data.overwrite(at, Buffer.from(bytes))
        const before = snapshot(data.folder)
        let file: DataFile
        try {
          file = openDataFile(data.folder)
        } catch (error) {
          expect(error).toBeInstanceOf(DataFileError)
          expect(snapshot(data.folder)).toEqual(before)
          return
        }
        try {
          const log = createSqliteLog(file)
          const all = await log.readAll(0, 100_000)
          expect(all).toHaveLength(3000)
          for (const [index, { position, event }] of all.entries()) {
            expect(position).toBe(index + 1)
            expect(event.data).toEqual({ entryId: `name-${index % 100}-${'x'.repeat(20)}` })
          }
        } catch (error) {
          // Not an assertion of ours: the log has said that its data is not what it wrote.
          expect(String(error)).toMatch(/DataFileError|ERR_SQLITE_ERROR|SqliteError|malformed/)
        } finally {
          file.close()
        }
      }),
      { numRuns: 25 },
    )
  })
})
