import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A message that a channel received: a JSON file in the outbox. */
export type Message = {
  readonly to: string
  readonly channel: 'email' | 'sms'
  readonly template: string
  readonly locale: string
  readonly subject?: string
  readonly text: string
  readonly html?: string
  readonly offerId?: string
  readonly claimUrl?: string
  readonly claimToken?: string
}

/** What was read of a folder before: a file stays as it is as long as it is there. */
const known = new Map<string, ReadonlyMap<string, Message>>()

/** All messages that were sent so far. A file is whole when it bears its name. */
export async function readOutbox(dataDir: string): Promise<Message[]> {
  const folder = join(dataDir, 'outbox')
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const before = known.get(folder)
  const read = async (name: string) =>
    before?.get(name) ?? (JSON.parse(await readFile(join(folder, name), 'utf8')) as Message)
  const files = names.filter((name) => name.endsWith('.json'))
  const messages = await Promise.all(files.map(async (name) => [name, await read(name)] as const))
  known.set(folder, new Map(messages))
  return messages.map(([, message]) => message)
}
