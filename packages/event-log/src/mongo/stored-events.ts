import type { RecordedEvent } from '@waitlist/contracts'
import type { CommitDocument } from './collections.ts'
import type { MongoStore } from './store.ts'
import { decode, EVENT_FIELDS, idsOf, type Upcast } from './stored-commit.ts'

/**
 * What a log's database holds, of one stream or of all, as it was written: streams by name, each by version. Needs neither
 * positions nor indexes, and writes nothing. Throws at the first document whose events cannot be read.
 */
export async function* storedEvents(
  { db }: Pick<MongoStore, 'db'>,
  upcast: Upcast,
  stream?: string,
): AsyncGenerator<readonly RecordedEvent[]> {
  const which = stream === undefined ? {} : { _id: idsOf(stream) }
  const commits = db.collection<CommitDocument>('commits')
  for await (const document of commits.find(which, { sort: { _id: 1 }, projection: EVENT_FIELDS })) {
    let events: readonly RecordedEvent[]
    try {
      events = decode(document, upcast)
    } catch (error) {
      const { message } = error as Error
      throw new Error(`${document._id} of ${db.databaseName} cannot be read: ${message}`, { cause: error })
    }
    yield events
  }
}
