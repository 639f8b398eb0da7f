import { crc32 } from 'node:zlib'
import { eventKey } from '../event-key.ts'
import type { AppendResult, Commit, NewEvent, PlacedEvent } from '../port.ts'
import { recorded } from '../recorded.ts'
import type { DataFile } from './data-file.ts'
import type { StreamEntries, StreamEntry } from './stream-entries.ts'
import type { Wakes } from './wakes.ts'

type Written = { readonly entry: StreamEntry; readonly row: number; readonly keyRow: number; readonly commit: Commit }

/** What an append came to: a result per commit, and what is new in the log. */
export type Appended = { readonly results: AppendResult[]; readonly placed: PlacedEvent[] }

function refuseTwoPerStream(commits: readonly Commit[]): void {
  const streams = new Set(commits.map((commit) => commit.stream))
  if (streams.size < commits.length) throw new Error('An append takes one commit per stream')
  if (commits.some((commit) => commit.events.length === 0)) throw new Error('A commit has at least one event')
}

function place({ commit }: Written, last: number, placed: PlacedEvent[]): number {
  let position = last
  for (const [at, event] of commit.events.entries()) {
    position += 1
    placed.push({ position, event: recorded(event, commit.stream, commit.firstVersion + at) })
  }
  return position
}

function remember({ entry, row, keyRow, commit }: Written): void {
  entry.id = row
  entry.key = keyRow
  entry.head = commit.firstVersion + commit.events.length - 1
  if (commit.wakeAt !== undefined) entry.wakeAt = commit.wakeAt
}

/** Appends in one transaction. What is wrong with a commit is found before its first row, so its neighbours stay. */
export function createAppend(file: DataFile, entries: StreamEntries, wakes: Wakes) {
  const selectCommand = file.prepare('SELECT 1 FROM commands WHERE id = ?')
  const insertCommand = file.prepare('INSERT INTO commands (id, stream, hash, receipt) VALUES (?, ?, ?, ?)')
  const insertCommit = file.prepare(
    'INSERT INTO commits (position, stream, first_version, count, key, id, checksum, events) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )

  function objection(commit: Commit, entry: StreamEntry): AppendResult | undefined {
    if (commit.firstVersion !== entry.head + 1) return { status: 'conflict' }
    for (const { id } of commit.commands) {
      if (selectCommand.get(id) !== undefined) return { status: 'duplicate', commandId: id }
    }
    return undefined
  }

  function write(commit: Commit, entry: StreamEntry, position: number): Written {
    const { stream, firstVersion, events, id } = commit
    const row = entries.row(entry)
    const keyRow = entries.keyRow(entry, eventKey(stream, events[0] as NewEvent))
    const text = JSON.stringify(events)
    insertCommit.run(position, row, firstVersion, events.length, keyRow, id, crc32(text), text)
    for (const command of commit.commands) {
      insertCommand.run(command.id, row, command.hash, JSON.stringify(command.receipt ?? null))
    }
    if (commit.wakeAt !== undefined && commit.wakeAt !== entry.wakeAt) wakes.write(row, entry.kind, commit.wakeAt)
    return { entry, row, keyRow, commit }
  }

  return (commits: readonly Commit[], last: number): Appended => {
    refuseTwoPerStream(commits)
    const written: Written[] = []
    const results = file.transaction(() => {
      let position = last
      return commits.map((commit): AppendResult => {
        const entry = entries.of(commit.stream)
        const wrong = objection(commit, entry)
        if (wrong !== undefined) return wrong
        position += commit.events.length
        written.push(write(commit, entry, position))
        return { status: 'committed' }
      })
    })
    const placed: PlacedEvent[] = []
    let position = last
    for (const one of written) {
      position = place(one, position, placed)
      remember(one)
    }
    return { results, placed }
  }
}
