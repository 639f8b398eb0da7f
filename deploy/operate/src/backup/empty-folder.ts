import { mkdirSync, readdirSync } from 'node:fs'

/** Makes the folder of a backup. Throws when something is in it. */
export function makeEmptyFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (readdirSync(folder).length > 0) throw new Error(`${folder} is not empty; name a folder that is not there yet`)
}
