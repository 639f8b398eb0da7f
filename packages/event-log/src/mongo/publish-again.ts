import type { EventType, StreamKind } from '@waitlist/contracts'
import type { Db } from 'mongodb'
import type { CommitDocument } from './collections.ts'
import { idOf } from './stored-commit.ts'

export type PublishAgain = {
  /** The log whose own commits are to go out again. */
  readonly own: Db
  /** The kind of stream that it writes. */
  readonly kind: StreamKind
  /** The logs that hold replicas of these streams. */
  readonly followers: readonly Db[]
  /** Whether the newest commit of each stream goes out too: to those who have it but have not reacted to it yet. */
  readonly newest: boolean
  /** Types that others react to without keeping them, so that nothing tells whether they have. */
  readonly always: readonly EventType[]
}

type Written = Pick<CommitDocument, '_id' | 'stream' | 'from' | 'to' | 'types'>

const MOST_EVENTS = 1000

const eventIds = ({ stream, from, to }: Written) =>
  Array.from({ length: to - from + 1 }, (_, at) => idOf(stream, from + at))

/** Pages of commits with some thousand events each. */
async function* pagesOf(commits: AsyncIterable<Written>): AsyncGenerator<readonly Written[]> {
  let page: Written[] = []
  let events = 0
  for await (const commit of commits) {
    page.push(commit)
    events += commit.to - commit.from + 1
    if (events < MOST_EVENTS) continue
    yield page
    page = []
    events = 0
  }
  if (page.length > 0) yield page
}

/** Which of these events a log has. */
async function heldBy(follower: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const replicas = follower.collection<CommitDocument>('commits')
  const found = replicas.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } })
  return new Set((await found.toArray()).map(({ _id }) => _id))
}

/**
 * Makes commits pending again that topics no longer hold for those who need them; for logs that nobody has open. Whoever
 * has one already takes it as a repeat. Gives how many there are.
 */
export async function publishAgain({ own, kind, followers, newest, always }: PublishAgain): Promise<number> {
  const commits = own.collection<CommitDocument>('commits')
  const fields = { stream: 1, from: 1, to: 1, types: 1 }
  // From the end: the first one that is met of a stream is its newest.
  const backwards = { sort: { _id: -1 }, projection: fields } as const
  const ofKind = { _id: { $gte: `${kind}:`, $lt: `${kind};` } }
  let stream: string | undefined
  let many = 0
  for await (const page of pagesOf(commits.find(ofKind, backwards))) {
    const ids = page.flatMap(eventIds)
    const held = await Promise.all(followers.map((follower) => heldBy(follower, ids)))
    const again = page.filter((commit) => {
      const isNewest = commit.stream !== stream
      stream = commit.stream
      if ((newest && isNewest) || commit.types.some((type) => always.includes(type))) return true
      return held.some((there) => eventIds(commit).some((id) => !there.has(id)))
    })
    if (again.length === 0) continue
    await commits.updateMany({ _id: { $in: again.map(({ _id }) => _id) } }, { $set: { pending: true } })
    many += again.length
  }
  return many
}
