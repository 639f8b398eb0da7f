import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'

const LOOK_EVERY_MS = 25
const LONGEST_MS = 120_000

/** Tells when a server has stopped writing, so that what one round left behind does not fall into the next. */
export type Quiet = {
  /** Resolves when nothing has been written for so many ms; gives how long the writing went on, in ms. */
  wait(ms: number): Promise<number>
  close(): void
}

/** Watches the data file of a running product from outside; `data_version` changes with each commit of the other. */
export function watchQuiet(dataDir: string): Quiet {
  const database = new DatabaseSync(join(dataDir, 'waitlist.db'), { readOnly: true, timeout: 1000 })
  const version = database.prepare('PRAGMA data_version')
  const now = () => (version.get() as { data_version: number }).data_version

  return {
    async wait(ms) {
      const began = performance.now()
      let changed = began
      for (let seen = now(); performance.now() - changed < ms; await setTimeout(LOOK_EVERY_MS)) {
        if (now() !== seen) changed = performance.now()
        seen = now()
        if (changed - began > LONGEST_MS) throw new Error(`the product is still writing after ${LONGEST_MS / 1000} s`)
      }
      return changed - began
    },
    close: () => database.close(),
  }
}
