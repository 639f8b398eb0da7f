import type { NoticeType, RecordedEvent } from '@waitlist/contracts'
import { addRow, createIdRows, type IdRows, withRoomFor } from '@waitlist/views'

type Counted = { planned: number; sent: number; failed: number }

/** What became of the notices of an event, by channel; all that were ever planned count as planned. */
export type NoticeCounts = ReadonlyMap<string, Readonly<Counted>>

/**
 * Counts notices by event and channel, each step of each notice once. Not a view: a view remembers for ever how far it
 * applied each stream, and every notice is a stream of its own; here a notice costs some twenty bytes.
 */
export type NoticeTally = {
  add(event: RecordedEvent<NoticeType>): void
  of(eventId: string): NoticeCounts
}

/** The notices of one event, the steps that each has gone, and the counts. */
type Counting = { readonly notices: IdRows; steps: Uint8Array; readonly byChannel: Map<string, Counted> }

/** The steps that are counted; what lies between the first and the last is not. */
const STEPS: Readonly<Partial<Record<NoticeType, { readonly name: keyof Counted; readonly bit: number }>>> = {
  NotificationPlanned: { name: 'planned', bit: 1 },
  NotificationSent: { name: 'sent', bit: 2 },
  NotificationFailed: { name: 'failed', bit: 4 },
}

const NONE: NoticeCounts = new Map()

export function createNoticeTally(): NoticeTally {
  const events = new Map<string, Counting>()

  function countingOf(eventId: string): Counting {
    const known = events.get(eventId)
    if (known) return known
    const counting = { notices: createIdRows(), steps: new Uint8Array(8), byChannel: new Map() }
    events.set(eventId, counting)
    return counting
  }

  return {
    add({ type, data }) {
      const step = STEPS[type]
      if (!step) return
      const { name, bit } = step
      const counting = countingOf(data.eventId)
      const row = addRow(counting.notices, data.noticeId)
      counting.steps = withRoomFor(counting.steps, row)
      const gone = counting.steps[row] as number
      if (gone & bit) return
      counting.steps[row] = gone | bit
      const counted = counting.byChannel.get(data.channel) ?? { planned: 0, sent: 0, failed: 0 }
      counting.byChannel.set(data.channel, counted)
      counted[name] += 1
    },
    of: (eventId) => events.get(eventId)?.byChannel ?? NONE,
  }
}
