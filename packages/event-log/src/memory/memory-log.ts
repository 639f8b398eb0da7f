import { keeper } from '../keeper.ts'
import type { LocalLog } from '../port.ts'
import { appendTo, type MemoryStorage, replicateTo, streamIn } from './memory-storage.ts'

export type MemoryLogOptions = {
  /** Awaited before and after each operation. */
  readonly pause?: () => Promise<void>
  /** Whether an operation fails: before it did anything, or after (done, but its caller cannot know). */
  readonly fail?: (operation: string) => 'before' | 'after' | undefined
}

/** An event log in memory, as slow and unreliable as its options say. */
export type MemoryLog = LocalLog & {
  /** Ends the handle as a crash would: what is under way and every later call rejects, and nothing is written any more. */
  sever(): void
}

function highest(versions: Iterable<number>): number {
  return Math.max(0, ...versions)
}

/** Opens a handle on a storage. Several handles may share one; what one writes the others see. */
export function createMemoryLog(storage: MemoryStorage, options: MemoryLogOptions = {}): MemoryLog {
  const listeners = new Set<() => void>()
  let severed = false
  let announced = storage.placed.length

  function grown(): void {
    if (storage.placed.length === announced) return
    announced = storage.placed.length
    for (const call of listeners) call()
  }
  storage.handles.add(grown)

  function leave(): void {
    severed = true
    listeners.clear()
    storage.handles.delete(grown)
  }

  async function operate<T>(name: string, work: () => T): Promise<T> {
    if (options.pause) await options.pause()
    if (severed) throw new Error(`The log is gone: ${name}`)
    const failure = options.fail?.(name)
    if (failure === 'before') throw new Error(`The log failed: ${name}`)
    const result = work()
    for (const call of [...storage.handles]) call()
    if (options.pause) await options.pause()
    if (severed) throw new Error(`The log is gone: ${name}`)
    if (failure === 'after') throw new Error(`The log failed: ${name}`)
    return result
  }

  function owing(prefix: string): { stream: string; wakeAt: number }[] {
    const found: { stream: string; wakeAt: number }[] = []
    for (const [stream, { wakeAt }] of storage.streams) {
      if (wakeAt !== null && stream.startsWith(prefix)) found.push({ stream, wakeAt })
    }
    return found.sort((a, b) => a.wakeAt - b.wakeAt)
  }

  return {
    append: (commits) =>
      operate('append', () => {
        if (new Set(commits.map(({ stream }) => stream)).size < commits.length) {
          throw new Error('An append takes one commit per stream')
        }
        if (commits.some(({ events }) => events.length === 0)) throw new Error('A commit has at least one event')
        return commits.map((commit) => appendTo(storage, commit))
      }),
    replicate: (events) =>
      operate('replicate', () => {
        for (const event of events) replicateTo(storage, event)
      }),
    read: (stream, fromVersion, limit) =>
      operate('read', () => {
        const start = Math.max(fromVersion - 1, 0)
        return storage.streams.get(stream)?.events.slice(start, start + limit) ?? []
      }),
    head: (name) =>
      operate('head', () => {
        const stream = storage.streams.get(name)
        return stream === undefined ? 0 : Math.max(stream.events.length, highest(stream.early.keys()))
      }),
    command: (id) => operate('command', () => storage.commands.get(id)),
    commitAt: (stream, firstVersion) =>
      operate('commitAt', () => storage.streams.get(stream)?.commitIds.get(firstVersion)),
    readAll: (after, limit, filter) =>
      operate('readAll', () => {
        const keep = keeper(filter)
        const behind = storage.placed.slice(after)
        return (keep ? behind.filter(({ event }) => keep(event)) : behind).slice(0, limit)
      }),
    position: () => operate('position', () => storage.placed.length),
    newest: () => storage.placed.length,
    streams: (prefix, after, limit) =>
      operate('streams', () => {
        const heads = [...storage.streams].map(([stream, { events, early }]) => {
          return { stream, version: Math.max(events.length, highest(early.keys())) }
        })
        return heads
          .filter(({ stream, version }) => stream.startsWith(prefix) && stream > after && version > 0)
          .sort((a, b) => (a.stream < b.stream ? -1 : 1))
          .slice(0, limit)
      }),
    owing: (prefix, before, limit) =>
      operate('owing', () =>
        owing(prefix)
          .filter(({ wakeAt }) => wakeAt <= before)
          .slice(0, limit),
      ),
    nextWake: (prefix) => operate('nextWake', () => owing(prefix)[0]?.wakeAt),
    setWake: (name, wakeAt, asOf = Number.POSITIVE_INFINITY) =>
      operate('setWake', () => {
        const stream = streamIn(storage, name)
        if (stream.events.length <= asOf) stream.wakeAt = wakeAt
      }),
    pending: (limit) => operate('pending', () => [...storage.pending.values()].slice(0, limit)),
    clearPending: (commits) =>
      operate('clearPending', () => {
        for (const { position } of commits) storage.pending.delete(position)
      }),
    checkpoint: (name) => operate('checkpoint', () => storage.checkpoints.get(name) ?? 0),
    setCheckpoint: (name, value) =>
      operate('setCheckpoint', () => {
        storage.checkpoints.set(name, value)
      }),
    onGrowth(call) {
      if (!severed) listeners.add(call)
      return () => listeners.delete(call)
    },
    async close() {
      leave()
    },
    sever: leave,
  }
}
