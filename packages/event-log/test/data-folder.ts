import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commit } from '../src/contract/harness.ts'
import { openDataFile } from '../src/sqlite/data-file.ts'
import { createSqliteLog } from '../src/sqlite/sqlite-log.ts'
import { appendingChild } from './child.ts'
import { temporaryFolder } from './sqlite-harness.ts'

/** A data folder of its own for a test. */
export type DataFolder = {
  readonly folder: string
  /** The data file. */
  readonly path: string
  /** As a clean stop leaves it, with some hundred pages: 3,000 events on three streams. */
  fill(): Promise<void>
  /** As kill -9 leaves it: the -wal holds what the file lacks. At least 29 events on waitlist:a. */
  fillAndKill(): Promise<void>
  /** What opening it is refused with. */
  refusal(): Error
  overwrite(offset: number, bytes: Uint8Array, name?: string): void
  remove(): void
}

export function dataFolder(): DataFolder {
  const folder = temporaryFolder()
  const path = join(folder, 'waitlist.db')
  return {
    folder,
    path,
    async fill() {
      const file = openDataFile(folder)
      const log = createSqliteLog(file)
      const names = Array.from({ length: 100 }, (_, at) => `name-${at}-${'x'.repeat(20)}`)
      for (let turn = 0; turn < 30; turn++) {
        await log.append([commit(`waitlist:s${turn % 3}`, 1 + 100 * Math.floor(turn / 3), names)])
      }
      file.close()
    },
    async fillAndKill() {
      const child = appendingChild(folder, 'alone')
      await child.printed(30)
      await child.kill()
      if (statSync(`${path}-wal`).size === 0) throw new Error('The -wal is empty')
    },
    refusal() {
      try {
        openDataFile(folder).close()
      } catch (error) {
        return error as Error
      }
      throw new Error('It was not refused')
    },
    overwrite(offset, bytes, name = path) {
      const content = readFileSync(name)
      Buffer.from(bytes).copy(content, offset)
      writeFileSync(name, content)
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
