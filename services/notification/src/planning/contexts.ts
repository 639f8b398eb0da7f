import { type RecordedEvent, streamOf } from '@waitlist/contracts'
import type { EventLog } from '@waitlist/event-log'
import { createContext, type EventContext, foldContext } from '../domain/context.ts'
import { giveWay } from '../give-way.ts'

/** The streams of an event that notices come from; what the waitlist says is folded first. */
export const followedKinds = ['waitlist', 'release'] as const
export type FollowedKind = (typeof followedKinds)[number]

/** A context with how far it is behind: the highest version known to be stored, by stream. */
export type Followed = { readonly context: EventContext; readonly seen: Record<FollowedKind, number> }

/** The contexts in use, by eventId: loaded when asked for, the longest unused dropped when they grow too large. */
export type Contexts = {
  get(eventId: string): Promise<Followed>
  /** Forgets a context that may be ahead of what is durable. */
  drop(eventId: string): void
}

const PAGE = 500

/** What a context weighs without its members, in members. */
const OVERHEAD = 50

/** The name under which it is kept how far a stream has been reacted to. */
export const checkpointName = (kind: FollowedKind, eventId: string) => `notification:${streamOf(kind, eventId)}`

/** The version of a stream folded last. */
export function folded(context: EventContext, kind: FollowedKind): number {
  return kind === 'waitlist' ? context.waitlistVersion : context.releaseVersion
}

/** The events of a page that follow a version without a gap. */
export function contiguous(events: readonly RecordedEvent[], after: number): RecordedEvent[] {
  const gap = events.findIndex((event, index) => event.version !== after + 1 + index)
  return gap === -1 ? [...events] : events.slice(0, gap)
}

/** Keeps contexts until they hold more than `mostMembers` entries together; the one used last always stays. */
export function createContexts(log: EventLog, mostMembers: number): Contexts {
  const kept = new Map<string, { readonly loading: Promise<Followed>; weight: number }>()
  let total = 0

  async function foldUpTo(context: EventContext, kind: FollowedKind, version: number): Promise<void> {
    while (folded(context, kind) < version) {
      const from = folded(context, kind) + 1
      const limit = Math.min(PAGE, version - from + 1)
      const events = contiguous(await log.read(streamOf(kind, context.eventId), from, limit), from - 1)
      if (events.length === 0) return
      for (const event of events) foldContext(context, event)
      await giveWay(1)
    }
  }

  async function load(eventId: string): Promise<Followed> {
    const context = createContext(eventId)
    const seen = { waitlist: 0, release: 0 }
    for (const kind of followedKinds) {
      await foldUpTo(context, kind, await log.checkpoint(checkpointName(kind, eventId)))
      seen[kind] = await log.head(streamOf(kind, eventId))
    }
    return { context, seen }
  }

  function drop(eventId: string): void {
    total -= kept.get(eventId)?.weight ?? 0
    kept.delete(eventId)
  }

  /** Weighs a context and makes it the one used last. */
  function used(eventId: string, loading: Promise<Followed>, { context }: Followed): void {
    drop(eventId)
    const weight = OVERHEAD + context.members.rows.size
    kept.set(eventId, { loading, weight })
    total += weight
    for (const oldest of kept.keys()) {
      if (total <= mostMembers || oldest === eventId) return
      drop(oldest)
    }
  }

  return {
    async get(eventId) {
      const loading = kept.get(eventId)?.loading ?? load(eventId)
      if (!kept.has(eventId)) kept.set(eventId, { loading, weight: 0 })
      try {
        const followed = await loading
        if (kept.get(eventId)?.loading === loading) used(eventId, loading, followed)
        return followed
      } catch (failure) {
        if (kept.get(eventId)?.loading === loading) drop(eventId)
        throw failure
      }
    },
    drop,
  }
}

/** Whether more is stored of an event's streams than was folded. */
export function isBehind({ context, seen }: Followed): boolean {
  return followedKinds.some((kind) => folded(context, kind) < seen[kind])
}
