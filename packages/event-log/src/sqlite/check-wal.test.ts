import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type DataFolder, dataFolder } from '../../test/data-folder.ts'
import { checkWalHeader } from './check-wal.ts'
import { DataFileError } from './data-errors.ts'

let data: DataFolder
let path: string
beforeEach(() => {
  data = dataFolder()
  path = join(data.folder, 'some.db-wal')
})
afterEach(() => data.remove())

/** The header of a -wal as SQLite writes it. */
function realHeader(): Buffer {
  const database = new DatabaseSync(join(data.folder, 'some.db'))
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (x)')
  const header = readFileSync(path).subarray(0, 32)
  database.close()
  return header
}

test('what SQLite writes is accepted', () => {
  writeFileSync(path, realHeader())
  expect(() => checkWalHeader(path)).not.toThrow()
})

test('an empty one, and one of zeros, is accepted: nothing was written to it', () => {
  for (const zeros of [0, 10, 32, 5000]) {
    writeFileSync(path, Buffer.alloc(zeros))
    expect(() => checkWalHeader(path)).not.toThrow()
  }
})

test('with any byte of its header changed it is refused', () => {
  const header = realHeader()
  const change = fc.record({ at: fc.integer({ min: 0, max: 31 }), by: fc.integer({ min: 1, max: 255 }) })
  fc.assert(
    fc.property(change, ({ at, by }) => {
      const changed = Buffer.from(header)
      changed[at] = ((changed[at] as number) + by) % 256
      writeFileSync(path, changed)
      expect(() => checkWalHeader(path)).toThrow(DataFileError)
    }),
  )
})

test('a header that was cut is refused', () => {
  writeFileSync(path, realHeader().subarray(0, 20))
  expect(() => checkWalHeader(path)).toThrow('does not add up')
})
