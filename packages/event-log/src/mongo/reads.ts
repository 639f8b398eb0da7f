import type { RecordedEvent } from '@waitlist/contracts'
import type { EventLog, StreamHead } from '../port.ts'
import type { Collections, CommitDocument } from './collections.ts'
import type { Heads } from './heads.ts'
import type { Stamps } from './stamps.ts'
import { decode, EVENT_FIELDS, idOf, idsOf, type Upcast } from './stored-commit.ts'

type Reads = Pick<EventLog, 'read' | 'head' | 'commitAt' | 'streams'>

/** Documents that come in one answer. */
const AT_ONCE = 100
const NEWEST_FIRST = { sort: { _id: -1 } } as const

/** Reads of single streams, and the list of them. */
export function createReads({ commits }: Collections, heads: Heads, stamps: Stamps, upcast: Upcast): Reads {
  /** The document that holds a version but begins before it; none when a commit is known to end right there. */
  async function holderOf(stream: string, version: number): Promise<CommitDocument[]> {
    if (version <= 1 || heads.of(stream) === version - 1) return []
    const before = { $gte: idsOf(stream).$gte, $lt: idOf(stream, version) }
    const holder = await commits.findOne({ _id: before }, { ...NEWEST_FIRST, projection: EVENT_FIELDS })
    return holder !== null && holder.to >= version ? [holder] : []
  }

  async function head(stream: string): Promise<number> {
    const last = await commits.findOne({ _id: idsOf(stream) }, { ...NEWEST_FIRST, projection: { to: 1 } })
    return last?.to ?? 0
  }

  async function read(stream: string, fromVersion: number, limit: number): Promise<RecordedEvent[]> {
    const from = Math.max(fromVersion, 1)
    // A document has at least one event, so that those that begin beyond the limit are not asked for.
    const within = { $gte: idOf(stream, from), $lt: idOf(stream, from + limit) }
    const page = commits.find({ _id: within }, { sort: { _id: 1 }, projection: EVENT_FIELDS }).batchSize(AT_ONCE)
    const [holder, documents] = await Promise.all([holderOf(stream, from), page.toArray()])
    const events: RecordedEvent[] = []
    for (const document of [...holder, ...documents]) {
      heads.know(stream, document.to)
      stamps.seen(document.stamp)
      for (const event of decode(document, upcast)) if (event.version >= from) events.push(event)
      if (events.length >= limit) break
    }
    return events.slice(0, limit)
  }

  /** The names of the next streams; one may have more than one document that was taken for its first. */
  async function names(prefix: string, after: string, limit: number): Promise<string[]> {
    const end = `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`
    const range = { $gte: prefix, $gt: after, $lt: end }
    const found = commits.find(
      { first: true, stream: range },
      { sort: { stream: 1 }, projection: { _id: 0, stream: 1 } },
    )
    const names = new Set<string>()
    for await (const { stream } of found.batchSize(limit)) {
      names.add(stream)
      if (names.size === limit) break
    }
    return [...names]
  }

  return {
    read,
    head,
    async commitAt(stream, firstVersion) {
      const document = await commits.findOne({ _id: idOf(stream, firstVersion) }, { projection: { commit: 1 } })
      return document?.commit
    },
    async streams(prefix, after, limit) {
      const found = await names(prefix, after, limit)
      const listed = await Promise.all(
        found.map(async (stream): Promise<StreamHead> => ({ stream, version: await head(stream) })),
      )
      return listed.filter(({ version }) => version > 0)
    },
  }
}
