import type { EventLog, PendingCommit } from '../port.ts'
import type { Collections } from './collections.ts'
import { decode, EVENT_FIELDS, idOf, type Upcast } from './stored-commit.ts'

/** Own commits that wait for a relay: a flag in the commit itself, so that none can be forgotten. */
export function createOutbox(
  { commits }: Collections,
  owned: () => number[],
  upcast: Upcast,
): Pick<EventLog, 'pending' | 'clearPending'> {
  return {
    async pending(limit) {
      const documents = await commits
        .find({ pending: true, partition: { $in: owned() } }, { projection: { ...EVENT_FIELDS, commit: 1 } })
        .sort({ stamp: 1, _id: 1 })
        .limit(limit)
        .toArray()
      return documents.map((document): PendingCommit => {
        return { position: document.stamp, id: document.commit as string, events: decode(document, upcast) }
      })
    },
    async clearPending(published) {
      const ids = published.flatMap(({ events: [first] }) => (first ? idOf(first.stream, first.version) : []))
      if (ids.length > 0) await commits.updateMany({ _id: { $in: ids } }, { $unset: { pending: '' } })
    },
  }
}
