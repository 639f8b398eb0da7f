import type { RecordedEvent } from '@waitlist/contracts'
import type { Collections } from './collections.ts'
import { duplicatesIn } from './duplicates.ts'
import type { Heads } from './heads.ts'
import type { Stamps } from './stamps.ts'
import { followedDocument } from './stored-commit.ts'

/** Stores followed events, one document each under its own version: what is there already stays. Says whether any is new. */
export function createReplicate({ commits }: Collections, heads: Heads, stamps: Stamps) {
  return async (events: readonly RecordedEvent[]): Promise<boolean> => {
    const documents = new Map(
      events.map((event) => {
        const document = followedDocument(event, stamps.next())
        return [document._id, heads.of(event.stream) === undefined ? { ...document, first: true as const } : document]
      }),
    )
    if (documents.size === 0) return false
    let stored = documents.size
    try {
      await commits.insertMany([...documents.values()], { ordered: false })
    } catch (failure) {
      stored -= duplicatesIn(failure).size
    }
    // Something of it is there now; where a commit of it ends stays open.
    for (const { stream } of events) heads.know(stream, 0)
    return stored > 0
  }
}
