import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NoticeChannel } from './notice-channel.ts'

/**
 * Writes messages to a folder, one JSON file each, named after the notice: sending again writes the same file. A file is
 * whole when it bears its name. Only the owner may read them: they hold addresses and claim tokens.
 */
export function createOutbox(folder: string): NoticeChannel {
  async function put(noticeId: string, text: string): Promise<void> {
    const unfinished = join(folder, `.${noticeId}.unfinished`)
    await writeFile(unfinished, text, { mode: 0o600 })
    await rename(unfinished, join(folder, `${noticeId}.json`))
  }

  return {
    async send(noticeId, message) {
      const text = `${JSON.stringify(message, null, 2)}\n`
      try {
        await put(noticeId, text)
      } catch (failure) {
        if (!isMissing(failure)) throw failure
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await put(noticeId, text)
      }
      return { status: 'accepted' }
    },
    async close() {},
  }
}

function isMissing(failure: unknown): boolean {
  return Error.isError(failure) && 'code' in failure && failure.code === 'ENOENT'
}
