import type { CommitDocument } from '../collections.ts'

/** A document without a position, as much of it as the order depends on. */
export type Candidate = Pick<CommitDocument, '_id' | 'stream' | 'from' | 'to' | 'ids' | 'needs'>

/** What has a position already. */
export type Facts = {
  /** The version up to which a stream has positions. */
  readonly placedTo: (stream: string) => number
  /** Whether an event that its publisher named has one: stream#id. */
  readonly isPlaced: (name: string) => boolean
}

/** Puts documents into an order in which every stream goes by version and a cause stands before its effect. */
export type Order = {
  /** Offers the next document in the order of arrival. One that may not stand here yet comes right after what it waits for. */
  offer(candidate: Candidate, overdue: boolean): void
  /** Those that have their place, in order. */
  readonly chosen: readonly Candidate[]
  /** Those that wait for a cause, and for nothing else. */
  waiting(): readonly Candidate[]
}

type Parked = { readonly candidate: Candidate; readonly overdue: boolean; readonly forCause: boolean }

/** What stands before a document in its own stream: an event without a version goes anywhere. */
export function predecessorOf({ stream, from }: Candidate): string | undefined {
  return from > 1 ? `${stream}@${from - 1}` : undefined
}

/** Stream and version of stream@version; undefined for stream#id. */
export function placeIn(need: string): { readonly stream: string; readonly version: number } | undefined {
  if (need.includes('#')) return undefined
  const at = need.lastIndexOf('@')
  return { stream: need.slice(0, at), version: Number(need.slice(at + 1)) }
}

export function createOrder(facts: Facts): Order {
  const chosen: Candidate[] = []
  const placed = new Map<string, number>()
  const named = new Set<string>()
  const parked = new Map<string, Parked[]>()

  const placedTo = (stream: string) => placed.get(stream) ?? facts.placedTo(stream)

  function isMet(need: string): boolean {
    const place = placeIn(need)
    return place === undefined ? named.has(need) || facts.isPlaced(need) : placedTo(place.stream) >= place.version
  }

  function obstacle(candidate: Candidate, overdue: boolean): { need: string; forCause: boolean } | undefined {
    const predecessor = predecessorOf(candidate)
    if (predecessor !== undefined && !isMet(predecessor)) return { need: predecessor, forCause: false }
    const need = overdue ? undefined : candidate.needs?.find((one) => !isMet(one))
    return need === undefined ? undefined : { need, forCause: true }
  }

  function namesOf({ stream, from, to, ids = [] }: Candidate): string[] {
    const versions = Array.from({ length: from === 0 ? 0 : to - from + 1 }, (_, at) => `${stream}@${from + at}`)
    return [...versions, ...ids.map((id) => `${stream}#${id}`)]
  }

  /** Gives it its place, and says who may have waited for it. */
  function choose(candidate: Candidate): Parked[] {
    chosen.push(candidate)
    if (candidate.from > 0) placed.set(candidate.stream, candidate.to)
    for (const id of candidate.ids ?? []) named.add(`${candidate.stream}#${id}`)
    return namesOf(candidate).flatMap((name) => {
      const waiters = parked.get(name) ?? []
      parked.delete(name)
      return waiters
    })
  }

  return {
    chosen,
    offer(candidate, overdue) {
      const next = [{ candidate, overdue }]
      for (let one = next.shift(); one; one = next.shift()) {
        const stands = obstacle(one.candidate, one.overdue)
        if (stands === undefined) next.unshift(...choose(one.candidate))
        else parked.set(stands.need, [...(parked.get(stands.need) ?? []), { ...one, forCause: stands.forCause }])
      }
    },
    waiting: () => [...parked.values()].flat().flatMap(({ candidate, forCause }) => (forCause ? [candidate] : [])),
  }
}
