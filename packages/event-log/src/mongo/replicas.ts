import type { RecordedEvent } from '@waitlist/contracts'
import { inRounds } from '../in-rounds.ts'
import type { Collections } from './collections.ts'
import { duplicatesIn } from './duplicates.ts'
import type { Heads } from './heads.ts'
import { isOutage } from './outage.ts'
import type { Stamps } from './stamps.ts'
import { followedDocument } from './stored-commit.ts'

/**
 * Stores followed events, one document each under its own version: what is there already stays. Calls at once share a
 * write, for each comes with one record of a topic. Calls back when any of it is new.
 */
export function createReplicate({ commits }: Collections, heads: Heads, stamps: Stamps, onNew: () => void) {
  return inRounds<RecordedEvent>(async (events) => {
    const documents = new Map(
      events.map((event) => {
        const document = followedDocument(event, stamps.next())
        return [document._id, heads.of(event.stream) === undefined ? { ...document, first: true as const } : document]
      }),
    )
    let stored = documents.size
    try {
      await commits.insertMany([...documents.values()], { ordered: false })
    } catch (failure) {
      stored -= duplicatesIn(failure).size
    }
    // Something of it is there now; where a commit of it ends stays open.
    for (const { stream } of events) heads.know(stream, 0)
    if (stored > 0) onNew()
  }, isOutage)
}
