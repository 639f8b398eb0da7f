import { derivedId, type EventData, type NoticeType, type RecordedEvent } from '@waitlist/contracts'
import { addRow, createIdRows, type IdRows, withRoomFor } from '@waitlist/views'

type Counted = { planned: number; sent: number; failed: number; reached: number }

/**
 * What became of the notices of an event, by channel; all that were ever planned count as planned, and `reached` are the
 * people that at least one of them was sent to.
 */
export type NoticeCounts = ReadonlyMap<string, Readonly<Counted>>

/**
 * Counts notices by event and channel, each step of each notice once. Not a view: a view remembers for ever how far it
 * applied each stream, and every notice is a stream of its own; here a notice costs some twenty bytes.
 */
export type NoticeTally = {
  add(event: RecordedEvent<NoticeType>): void
  of(eventId: string): NoticeCounts
}

type Reached = Pick<EventData<'NotificationSent'>, 'channel' | 'eventId' | 'customerId'>
type Step = 'planned' | 'sent' | 'failed'

/** The notices of one event, the steps that each has gone, the people each channel reached, and the counts. */
type Counting = {
  readonly notices: IdRows
  steps: Uint8Array
  readonly people: Map<string, IdRows>
  readonly byChannel: Map<string, Counted>
}

/** The steps that are counted; what lies between the first and the last is not. */
const STEPS: Readonly<Partial<Record<NoticeType, { readonly name: Step; readonly bit: number }>>> = {
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
    const counting = { notices: createIdRows(), steps: new Uint8Array(8), people: new Map(), byChannel: new Map() }
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
      const counted = counting.byChannel.get(data.channel) ?? { planned: 0, sent: 0, failed: 0, reached: 0 }
      counting.byChannel.set(data.channel, counted)
      counted[name] += 1
      if (name === 'sent') counted.reached = peopleWith(counting, data)
    },
    of: (eventId) => events.get(eventId)?.byChannel ?? NONE,
  }
}

/** How many people a channel has reached, with this one. They are told apart by sixty bits, as ids of ours are. */
function peopleWith({ people }: Counting, { channel, eventId, customerId }: Reached): number {
  const known = people.get(channel) ?? createIdRows()
  people.set(channel, known)
  addRow(known, derivedId('ent', eventId, customerId))
  return known.size
}
