import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { NoticeChannel } from './notice-channel.ts'

/**
 * Writes messages to a folder, one JSON file each, named after the notice: sending again writes the same file. A file
 * is whole when it bears its name. Only the owner may read them: they hold addresses and claim tokens. The name also
 * has a mark of the customer, by which the messages to one are found when that one is erased.
 */
export function createOutbox(folder: string): NoticeChannel {
  // Synchronous: two short calls on the disk that the log is on anyway; without waiting they cost a quarter of the CPU.
  function put(name: string, text: string): void {
    const unfinished = join(folder, `.${name}.unfinished`)
    writeFileSync(unfinished, text, { mode: 0o600 })
    renameSync(unfinished, join(folder, `${name}.json`))
  }

  return {
    recognisesRepeats: () => true,
    async send(noticeId, message, customerId) {
      const text = `${JSON.stringify(message, null, 2)}\n`
      const name = `${noticeId}.${markOf(customerId)}`
      try {
        put(name, text)
      } catch (failure) {
        if (!isMissing(failure)) throw failure
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        put(name, text)
      }
      return { status: 'accepted' }
    },
    async forget(customerId) {
      const mark = `.${markOf(customerId)}.`
      const names = (await namesIn(folder)).filter((name) => name.includes(mark))
      await Promise.all(names.map((name) => rm(join(folder, name), { force: true })))
      return names.length
    },
    async close() {},
  }
}

/** Of 80 bits, so that no two customers share one. */
function markOf(customerId: string): string {
  return createHash('sha256').update(customerId).digest('hex').slice(0, 20)
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (failure) {
    if (isMissing(failure)) return []
    throw failure
  }
}

function isMissing(failure: unknown): boolean {
  return Error.isError(failure) && 'code' in failure && failure.code === 'ENOENT'
}
