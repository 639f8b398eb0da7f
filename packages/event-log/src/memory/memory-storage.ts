import type { RecordedEvent } from '@waitlist/contracts'
import type { AppendResult, CommandRecord, Commit, NewEvent, PendingCommit, PlacedEvent } from '../port.ts'
import { recorded } from '../recorded.ts'

export type StoredStream = {
  /** Without a gap from version 1 on. */
  readonly events: RecordedEvent[]
  /** Followed events that overtook others of their stream. */
  readonly early: Map<number, RecordedEvent>
  readonly commitIds: Map<number, string>
  wakeAt: number | null
}

/** What outlives the handles on it, as a disk does. Made by createMemoryStorage; only memory logs look inside. */
export type MemoryStorage = {
  readonly placed: PlacedEvent[]
  readonly streams: Map<string, StoredStream>
  readonly commands: Map<string, CommandRecord & { readonly stream: string }>
  readonly pending: Map<number, PendingCommit>
  readonly checkpoints: Map<string, number>
  readonly handles: Set<() => void>
}

export function createMemoryStorage(): MemoryStorage {
  return {
    placed: [],
    streams: new Map(),
    commands: new Map(),
    pending: new Map(),
    checkpoints: new Map(),
    handles: new Set(),
  }
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) freeze(part)
  }
  return value
}

/** As a disk would give it back: a copy without what JSON cannot say, which nobody can change. */
export function stored<T>(value: T): T {
  return freeze(JSON.parse(JSON.stringify(value)) as T)
}

export function streamIn(storage: MemoryStorage, name: string): StoredStream {
  let stream = storage.streams.get(name)
  if (stream === undefined) {
    stream = { events: [], early: new Map(), commitIds: new Map(), wakeAt: null }
    storage.streams.set(name, stream)
  }
  return stream
}

function place(storage: MemoryStorage, stream: StoredStream, event: RecordedEvent): void {
  stream.events.push(event)
  storage.placed.push({ position: storage.placed.length + 1, event })
}

/** Writes a commit, or says what is wrong with it. */
export function appendTo(storage: MemoryStorage, commit: Commit): AppendResult {
  const stream = streamIn(storage, commit.stream)
  if (commit.firstVersion !== stream.events.length + 1) return { status: 'conflict' }
  const repeated = commit.commands.find(({ id }) => storage.commands.has(id))
  if (repeated !== undefined) return { status: 'duplicate', commandId: repeated.id }
  const events = commit.events.map((event, at) =>
    stored(recorded(event as NewEvent, commit.stream, commit.firstVersion + at)),
  )
  for (const event of events) place(storage, stream, event)
  for (const command of commit.commands) {
    storage.commands.set(command.id, stored({ ...command, receipt: command.receipt ?? null, stream: commit.stream }))
  }
  stream.commitIds.set(commit.firstVersion, commit.id)
  if (commit.wakeAt !== undefined) stream.wakeAt = commit.wakeAt
  const position = storage.placed.length
  storage.pending.set(position, { position, id: commit.id, events })
  return { status: 'committed' }
}

/** Stores a followed event; it gets its place when all before it in its stream are there. */
export function replicateTo(storage: MemoryStorage, event: RecordedEvent): void {
  const stream = streamIn(storage, event.stream)
  if (event.version > stream.events.length && !stream.early.has(event.version))
    stream.early.set(event.version, stored(event))
  for (;;) {
    const next = stream.early.get(stream.events.length + 1)
    if (next === undefined) return
    stream.early.delete(next.version)
    place(storage, stream, next)
  }
}
