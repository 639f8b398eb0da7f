import type { Collections } from '../collections.ts'
import { type Candidate, type Facts, placeIn, predecessorOf } from './order.ts'

/** Facts about what has positions, looked up as candidates need them. */
export type KnownFacts = Facts & {
  /** Looks up what these depend on, as far as it is not known. */
  learn(candidates: readonly Candidate[]): Promise<void>
}

/**
 * Facts for one placing. `remembered` holds, by stream, up to which version positions were given for certain; it may
 * lag, so that whatever it cannot confirm is looked up.
 */
export function createFacts({ commitsNow }: Collections, remembered: ReadonlyMap<string, number>): KnownFacts {
  const found = new Map<string, number>()
  const names = new Set<string>()
  const askedNames = new Set<string>()

  const placedTo = (stream: string) => found.get(stream) ?? remembered.get(stream) ?? 0

  async function learnStream(stream: string): Promise<void> {
    const last = await commitsNow.findOne(
      { stream, position: { $gt: 0 }, to: { $gt: 0 } },
      { sort: { position: -1 }, projection: { to: 1 } },
    )
    found.set(stream, last?.to ?? 0)
  }

  async function learnNames(asked: readonly string[]): Promise<void> {
    const ids = asked.map((name) => name.slice(name.indexOf('#') + 1))
    const documents = commitsNow.find(
      { ids: { $in: ids }, position: { $gt: 0 } },
      { projection: { _id: 0, stream: 1, ids: 1 } },
    )
    for await (const { stream, ids: given = [] } of documents) for (const id of given) names.add(`${stream}#${id}`)
  }

  return {
    placedTo,
    isPlaced: (name) => names.has(name),
    async learn(candidates) {
      const streams = new Set<string>()
      const newNames = new Set<string>()
      for (const candidate of candidates) {
        for (const need of [predecessorOf(candidate) ?? [], candidate.needs ?? []].flat()) {
          const place = placeIn(need)
          if (place === undefined) {
            if (!askedNames.has(need)) newNames.add(need)
          } else if (!found.has(place.stream) && placedTo(place.stream) < place.version) streams.add(place.stream)
        }
      }
      for (const name of newNames) askedNames.add(name)
      await Promise.all([...[...streams].map(learnStream), ...(newNames.size > 0 ? [learnNames([...newNames])] : [])])
    },
  }
}
