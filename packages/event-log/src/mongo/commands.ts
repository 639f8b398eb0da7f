import type { EventLog } from '../port.ts'
import type { Collections, CommitDocument, StoredCommand } from './collections.ts'

type Answered = Awaited<ReturnType<EventLog['command']>>

/** So many ids are asked for in one query. */
const AT_ONCE = 1000

function recordOf({ stream }: CommitDocument, { id, hash, receipt }: StoredCommand): NonNullable<Answered> {
  return { id, hash, receipt: JSON.parse(receipt), stream }
}

/** Looks up answered commands. What is asked for at once is one query: a turn may hold hundreds of them. */
export function createCommands({ commits }: Collections): Pick<EventLog, 'command'> {
  const waiting = new Map<string, PromiseWithResolvers<Answered>>()

  async function find(ids: readonly string[]): Promise<Map<string, Answered>> {
    const asked = { $filter: { input: '$commands', cond: { $in: ['$$this.id', ids] } } }
    const documents = commits.find({ 'commands.id': { $in: ids } }, { projection: { stream: 1, commands: asked } })
    const found = new Map<string, Answered>()
    for await (const document of documents) {
      for (const command of document.commands ?? []) found.set(command.id, recordOf(document, command))
    }
    return found
  }

  async function flush(): Promise<void> {
    const asked = [...waiting]
    waiting.clear()
    for (let at = 0; at < asked.length; at += AT_ONCE) {
      const part = asked.slice(at, at + AT_ONCE)
      try {
        const found = await find(part.map(([id]) => id))
        for (const [id, { resolve }] of part) resolve(found.get(id))
      } catch (failure) {
        for (const [, { reject }] of part) reject(failure)
      }
    }
  }

  return {
    command(id) {
      const known = waiting.get(id)
      if (known !== undefined) return known.promise
      if (waiting.size === 0) queueMicrotask(() => void flush())
      const asking = Promise.withResolvers<Answered>()
      waiting.set(id, asking)
      return asking.promise
    },
  }
}
