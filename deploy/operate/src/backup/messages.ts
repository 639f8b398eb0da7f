import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Copies the messages of an outbox, where there is one, to a folder that is not there yet. */
export function copyMessages(from: string, to: string): void {
  if (!existsSync(from)) return
  mkdirSync(to, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(from).filter((each) => each.endsWith('.json'))) {
    try {
      copyFileSync(join(from, name), join(to, name))
    } catch (error) {
      // Whose it was has been erased meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }
}
