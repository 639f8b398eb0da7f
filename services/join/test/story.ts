import { randomUUID } from 'node:crypto'
import type { DomainEvent, RecordedEvent } from '@waitlist/contracts'
import { type CustomerReplies, repliesOf, standingsOf } from '../src/domain/standings.ts'
import { evolve, follow, initialJoinState, type JoinState } from '../src/domain/state.ts'
import type { Part } from '../src/positions/port.ts'
import { storedEntry, storedFacts } from '../src/positions/stored-entry.ts'

/** A waitlist that grows event by event, and what a store is to be told of it. */
export type Story = {
  readonly eventId: string
  readonly state: JoinState
  readonly version: number
  tell(...events: DomainEvent[]): Story
  following(...events: DomainEvent[]): Story
  /** What the own state replies to a customer at a moment (ms). */
  replies(customerId: string, now: number): CustomerReplies
  /** A batch of one part with these entries; all of them when it is not said which. */
  part(fields?: Partial<Part> & { readonly only?: readonly string[] }): Part
}

const recorded = (event: DomainEvent, stream: string, version: number): RecordedEvent => ({
  ...structuredClone(event),
  ...{ id: `${stream}@${version}`, source: '/waitlist/join', schema: 1, stream, version, time: 1000 * version },
})

/** Events as they stand in a stream from its beginning on. */
export function recordedIn(stream: string, events: readonly DomainEvent[]): RecordedEvent[] {
  return events.map((event, at) => recorded(event, stream, at + 1))
}

export function tellStory(eventId: string): Story {
  const state = initialJoinState(eventId)
  const story: Story = {
    eventId,
    state,
    get version() {
      return state.waitlist.version
    },
    tell(...events) {
      for (const event of events) evolve(state, recorded(event, `waitlist:${eventId}`, state.waitlist.version + 1))
      return story
    },
    following(...events) {
      for (const event of events) follow(state, recorded(event, `release:${eventId}`, state.releaseVersion + 1))
      return story
    },
    replies: (customerId, now) => repliesOf(standingsOf(state, customerId), now),
    part({ only, ...fields } = {}) {
      const entries = [...state.waitlist.entries.values()].filter(({ entryId }) => only?.includes(entryId) ?? true)
      return {
        ...{ eventId, batch: randomUUID(), since: undefined, first: true, last: true, version: state.waitlist.version },
        facts: storedFacts(state),
        entries: entries.map((entry) => storedEntry(state, entry)),
        ...fields,
      }
    },
  }
  return story
}
