import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NoticeChannel } from './notice-channel.ts'

/**
 * Writes messages to a folder, one JSON file each, named after the notice: sending again writes the same file. A file
 * is whole when it bears its name. Only the owner may read them: they hold addresses and claim tokens.
 */
export function createOutbox(folder: string): NoticeChannel {
  // Synchronous: two short calls on the disk that the log is on anyway; without waiting they cost a quarter of the CPU.
  function put(noticeId: string, text: string): void {
    const unfinished = join(folder, `.${noticeId}.unfinished`)
    writeFileSync(unfinished, text, { mode: 0o600 })
    renameSync(unfinished, join(folder, `${noticeId}.json`))
  }

  return {
    recognisesRepeats: () => true,
    async send(noticeId, message) {
      const text = `${JSON.stringify(message, null, 2)}\n`
      try {
        put(noticeId, text)
      } catch (failure) {
        if (!isMissing(failure)) throw failure
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        put(noticeId, text)
      }
      return { status: 'accepted' }
    },
    async close() {},
  }
}

function isMissing(failure: unknown): boolean {
  return Error.isError(failure) && 'code' in failure && failure.code === 'ENOENT'
}
