import type { NoticeType, RecordedEvent } from '@waitlist/contracts'
import { createIdSet, type IdSet } from './id-set.ts'

type Counted = { planned: number; sent: number; failed: number }

/** What became of the notices of an event, by channel; all that were ever planned count as planned. */
export type NoticeCounts = ReadonlyMap<string, Readonly<Counted>>

/**
 * Counts notices by event and channel, each step of each notice once. Not a view: a view remembers for ever how far it
 * applied each stream, and every notice is a stream of its own; here a notice costs some twenty bytes a step.
 */
export type NoticeTally = {
  add(event: RecordedEvent<NoticeType>): void
  of(eventId: string): NoticeCounts
}

type Counting = { readonly seen: IdSet; readonly byChannel: Map<string, Counted> }

const STEP = {
  NotificationPlanned: { name: 'planned', mark: 1 },
  NotificationSent: { name: 'sent', mark: 2 },
  NotificationFailed: { name: 'failed', mark: 3 },
} as const

const NONE: NoticeCounts = new Map()

export function createNoticeTally(): NoticeTally {
  const events = new Map<string, Counting>()

  function countingOf(eventId: string): Counting {
    const known = events.get(eventId)
    if (known) return known
    const counting = { seen: createIdSet(), byChannel: new Map() }
    events.set(eventId, counting)
    return counting
  }

  return {
    add({ type, data }) {
      const { seen, byChannel } = countingOf(data.eventId)
      const { name, mark } = STEP[type]
      // Twelve of the random characters, and which step it is.
      if (!seen.add((base32(data.noticeId, 11) << 2) | mark, base32(data.noticeId, 17))) return
      const counted = byChannel.get(data.channel) ?? { planned: 0, sent: 0, failed: 0 }
      byChannel.set(data.channel, counted)
      counted[name] += 1
    },
    of: (eventId) => events.get(eventId)?.byChannel ?? NONE,
  }
}

/** Six characters of an own id as a number of 30 bits: letters are 0 to 25, the digits from 2 on are the rest. */
function base32(id: string, from: number): number {
  let value = 0
  for (let at = from; at < from + 6; at += 1) {
    const code = id.charCodeAt(at)
    value = (value << 5) | (code >= 97 ? code - 97 : code - 24)
  }
  return value
}
