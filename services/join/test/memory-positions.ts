import { type LaneRanks, positionIn } from '@waitlist/line/position'
import type { Part, PositionStore, StoredEntry, StoredFacts } from '../src/positions/port.ts'
import { readDocument } from '../src/positions/stored-entry.ts'

type Model = {
  version: number
  torn: string | undefined
  facts: StoredFacts
  readonly entries: Map<string, StoredEntry>
}

/** A position store in memory: sorted arrays are its sorted sets. */
export type MemoryPositions = PositionStore & {
  /** What it was given, and how often it was asked. */
  readonly parts: Part[]
  readonly asked: { count: number }
  /** Loses everything. */
  flush(): void
  /** While this is set, every call rejects with it. */
  failure: Error | undefined
}

export function createMemoryPositions(): MemoryPositions {
  const models = new Map<string, Model>()
  const drafts = new Map<string, Model>()
  const parts: Part[] = []
  const asked = { count: 0 }

  async function reach(): Promise<void> {
    await null
    if (positions.failure) throw positions.failure
  }

  /** The model that a part goes to; or why there is none. */
  function target(part: Part): Model | 'missing' | 'behind' {
    const live = models.get(part.eventId)
    if (part.since !== undefined) {
      if (!live || live.facts.order !== part.facts.order) return 'missing'
      if (part.first ? live.torn !== undefined : live.torn !== part.batch) return 'missing'
      return part.first && live.version < part.since ? 'behind' : live
    }
    if (part.first) drafts.set(part.batch, { version: 0, torn: undefined, facts: part.facts, entries: new Map() })
    const draft = drafts.get(part.batch)
    return draft?.facts.order === part.facts.order ? draft : 'missing'
  }

  const positions: MemoryPositions = {
    parts,
    asked,
    failure: undefined,
    flush() {
      models.clear()
      drafts.clear()
    },
    async put(part) {
      await reach()
      parts.push(part)
      const live = models.get(part.eventId)
      const model = target(part)
      if (model === 'missing') return { status: 'missing' }
      if (model === 'behind') return { status: 'behind', version: live?.version as number }
      if (live && live.version > part.version && live.torn === undefined)
        return { status: 'ahead', version: live.version }
      for (const entry of part.entries) model.entries.set(entry.entryId, entry)
      if (!part.last) {
        model.torn = part.batch
        return { status: 'taken' }
      }
      const waiting = [...model.entries.values()].filter(({ place }) => place).length
      if (waiting !== part.facts.waiting || model.entries.size !== part.facts.entries) {
        model.torn = 'broken'
        return { status: 'missing' }
      }
      Object.assign(model, { version: part.version, facts: part.facts, torn: undefined })
      models.set(part.eventId, model)
      drafts.delete(part.batch)
      return { status: 'taken' }
    },
    async version(eventId) {
      await reach()
      return models.get(eventId)?.version
    },
    async find(eventId, customerId) {
      asked.count += 1
      await reach()
      const model = models.get(eventId)
      if (!model || model.torn !== undefined) return undefined
      const newest = [...model.entries.values()].findLast((entry) => entry.customerId === customerId)
      const entries = (newest?.ofCustomer ?? []).map((entryId) => {
        const stored = model.entries.get(entryId) as StoredEntry
        return { ...readDocument(stored.document), position: positionOf(model, stored) }
      })
      return { version: model.version, standings: { eventId, owner: model.facts.owner, entries } }
    },
    async drop(eventId) {
      await reach()
      models.delete(eventId)
    },
  }
  return positions
}

function positionOf({ entries, facts }: Model, { place }: StoredEntry) {
  if (!place) return undefined
  const places = [...entries.values()].flatMap((entry) => entry.place ?? [])
  const counted = (those: readonly (typeof place)[]) => {
    const sorted = those.toSorted(
      (a, b) => a.key - b.key || Buffer.compare(Buffer.from(a.member), Buffer.from(b.member)),
    )
    return { size: sorted.length, before: (member: string) => sorted.findIndex((one) => one.member === member) }
  }
  const lanes = Array.from({ length: facts.lanes }, (_, lane): LaneRanks<string> => {
    const own = places.filter((one) => one.lane === lane)
    return { ...counted(own), ofType: (type) => counted(own.filter(({ ticketTypes }) => ticketTypes.includes(type))) }
  })
  return positionIn(lanes, { lane: place.lane, slot: place.member }, place.ticketTypes)
}
