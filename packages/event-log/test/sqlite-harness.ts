import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogHarness } from '../src/contract.ts'
import { type DataFile, openDataFile } from '../src/sqlite/data-file.ts'
import { createSqliteLog } from '../src/sqlite/sqlite-log.ts'

/** A folder of its own for a test. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'event-log-'))
}

/** The SQLite driver on a folder of its own. */
export function sqliteHarness(): LogHarness {
  const folder = temporaryFolder()
  let file: DataFile | undefined
  return {
    open() {
      const opened = openDataFile(folder)
      file = opened
      const log = createSqliteLog(opened)
      return {
        ...log,
        async close() {
          await log.close()
          opened.close()
          file = undefined
        },
      }
    },
    async dispose() {
      file?.close()
      rmSync(folder, { recursive: true })
    },
  }
}
