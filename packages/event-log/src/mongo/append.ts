import type { AppendResult, Commit } from '../port.ts'
import type { Collections, CommitDocument } from './collections.ts'
import { duplicatesIn } from './duplicates.ts'
import type { Heads } from './heads.ts'
import type { Stamps } from './stamps.ts'
import { commitDocument, idsOf } from './stored-commit.ts'

export type AppendSettings = {
  readonly collections: Collections
  readonly heads: Heads
  readonly stamps: Stamps
  /** Whether what is appended waits for a relay. */
  readonly outbox: boolean
}

function refuseTwoPerStream(commits: readonly Commit[]): void {
  const streams = new Set(commits.map((commit) => commit.stream))
  if (streams.size < commits.length) throw new Error('An append takes one commit per stream')
  if (commits.some((commit) => commit.events.length === 0)) throw new Error('A commit has at least one event')
}

/** Appends with one insert of many documents: the indexes decide what is new, and none fails its neighbours. */
export function createAppend({ collections, heads, stamps, outbox }: AppendSettings) {
  const { commits } = collections

  /** Whether the stream ends right before the commit, as far as is known; then the insert decides. */
  async function follows({ stream, firstVersion }: Commit): Promise<boolean> {
    if (firstVersion === 1 || heads.of(stream) === firstVersion - 1) return true
    const projection = { to: 1, stamp: 1 }
    const last = await commits.findOne({ _id: idsOf(stream) }, { sort: { _id: -1 }, projection })
    if (last === null) return false
    heads.know(stream, last.to)
    stamps.seen(last.stamp)
    return last.to === firstVersion - 1
  }

  function documentOf(commit: Commit): CommitDocument {
    const document = commitDocument(commit, stamps.next(), outbox)
    return heads.of(commit.stream) === undefined ? { ...document, first: true } : document
  }

  /** Why documents were not written: the place is taken, or a command was answered before. */
  async function objections(refused: readonly CommitDocument[]): Promise<Map<string, AppendResult>> {
    const results = new Map<string, AppendResult>()
    const ids = refused.map(({ _id }) => _id)
    for await (const { _id } of commits.find({ _id: { $in: ids } }, { projection: { _id: 1 } })) {
      results.set(_id, { status: 'conflict' })
    }
    for (const { _id, commands = [] } of refused) {
      if (results.has(_id)) continue
      const commandIds = commands.map(({ id }) => id)
      const holder = await commits.findOne({ 'commands.id': { $in: commandIds } }, { projection: { 'commands.id': 1 } })
      const answered = new Set(holder?.commands?.map(({ id }) => id))
      const commandId = commandIds.find((id) => answered.has(id))
      // Whoever stood in the way is gone: a primary has stepped down. Nobody knows what there is now.
      if (commandId === undefined) throw new Error(`The commit ${_id} was refused and nothing is in its way`)
      results.set(_id, { status: 'duplicate', commandId })
    }
    return results
  }

  async function insert(documents: readonly CommitDocument[]): Promise<readonly CommitDocument[]> {
    try {
      await commits.insertMany(documents, { ordered: false })
      return []
    } catch (failure) {
      const duplicates = duplicatesIn(failure)
      return documents.filter((_, at) => duplicates.has(at))
    }
  }

  return async (given: readonly Commit[]): Promise<AppendResult[]> => {
    refuseTwoPerStream(given)
    const wellPlaced = await Promise.all(given.map(follows))
    const documents = given.map((commit, at) => (wellPlaced[at] ? documentOf(commit) : undefined))
    const written = documents.filter((document) => document !== undefined)
    const refused = written.length > 0 ? await insert(written) : []
    const reasons = refused.length > 0 ? await objections(refused) : new Map<string, AppendResult>()
    return documents.map((document): AppendResult => {
      if (document === undefined) return { status: 'conflict' }
      const reason = reasons.get(document._id)
      if (reason !== undefined) return reason
      heads.know(document.stream, document.to)
      return { status: 'committed' }
    })
  }
}
