import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The names in a folder with a digest of each file; of SQLite's -shm, a cache, only that it is there. */
export function snapshot(folder: string): Record<string, string> {
  const names = readdirSync(folder).sort()
  return Object.fromEntries(
    names.map((name) => {
      const path = join(folder, name)
      if (name.endsWith('-shm') || statSync(path).isDirectory()) return [name, 'there']
      return [name, createHash('sha256').update(readFileSync(path)).digest('hex')]
    }),
  )
}
