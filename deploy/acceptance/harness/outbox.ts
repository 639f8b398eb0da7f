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

/** All messages that were sent so far. A file is whole when it bears its name. */
export async function readOutbox(dataDir: string): Promise<Message[]> {
  const folder = join(dataDir, 'outbox')
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const files = names.filter((name) => name.endsWith('.json')).map((name) => readFile(join(folder, name), 'utf8'))
  return (await Promise.all(files)).map((text) => JSON.parse(text) as Message)
}
