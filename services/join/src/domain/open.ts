import type { DomainEvent } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import { openedAtOf, settingsOf, type Waitlist } from '@waitlist/line'
import type { SellOut, TakeSchedule } from './commands.ts'
import { configured, contextOf, ownSettings } from './configuration.ts'
import type { JoinState } from './state.ts'

const nothing: Decision = { events: [], receipt: undefined }

/** A sell-out opens the list for the named types, or all, unless the settings forbid it (design 4.1). */
export function sellOut(command: SellOut, { waitlist }: JoinState): Decision {
  // Recorded also when the event is cancelled or has started (the list stays over): else the order of arrival would
  // decide which refunds are ours, and which types are known once the event is postponed.
  if (waitlist.closedByOrganizer || !settingsOf(waitlist, command.defaults).autoOpen) return noted(command, waitlist)
  // An earlier sell-out that arrives late moves the moment back, so that the order of arrival decides nothing.
  const earlier = (before: number | undefined) => before === undefined || command.time < before
  const all = command.ticketTypes.length === 0
  const fresh = all ? [] : command.ticketTypes.filter((type) => earlier(waitlist.openedAt.get(type)))
  if (all ? !earlier(waitlist.openedForAll) : fresh.length === 0) return nothing
  const recorded = waitlist.configuration ? [] : [configured(waitlist, {}, command, {})]
  const openedAt = new Date(command.time).toISOString()
  const opened: DomainEvent = {
    type: 'WaitlistOpened',
    data: { eventId: waitlist.eventId, ticketTypes: [...new Set(fresh)], openedAt },
  }
  return {
    events: [...recorded, opened, ...openedForNoted(waitlist, command.time, command.ticketTypes)],
    receipt: undefined,
  }
}

/** A sell-out that may not open the list is kept, so that its types are known and open with it later. */
function noted({ ticketTypes, time }: SellOut, { eventId, noted, openedAt }: Waitlist): Decision {
  const news = ticketTypes.filter((type) => !openedAt.has(type) && time < (noted.get(type) ?? Number.POSITIVE_INFINITY))
  if (news.length === 0) return nothing
  const data = { eventId, ticketTypes: [...new Set(news)], soldOutAt: new Date(time).toISOString() }
  return { events: [{ type: 'SellOutNoted', data }], receipt: undefined }
}

/**
 * A list that opens does so for what sold out before, too: from that moment (ms) on, for what came free in between went
 * on public sale. `besides` are the types it opens for anyway.
 */
export function openedForNoted(waitlist: Waitlist, time: number, besides: readonly string[] = []): DomainEvent[] {
  const types = [...waitlist.noted].filter(
    ([type]) => openedAtOf(waitlist, type) === undefined && !besides.includes(type),
  )
  return types.map(([type, soldOutAt]) => {
    const openedAt = new Date(Math.max(time, soldOutAt)).toISOString()
    return { type: 'WaitlistOpened', data: { eventId: waitlist.eventId, ticketTypes: [type], openedAt } }
  })
}

/** The schedule with the latest time wins; a postponed event opens again unless an organizer closed its list. */
export function takeSchedule(command: TakeSchedule, { waitlist }: JoinState, now: number): Decision {
  const { schedule, time } = command
  const known = waitlist.configuration?.scheduledAt
  if (known !== undefined && Date.parse(known) >= time) return nothing
  const context = contextOf(waitlist)
  const owner = context.schedule?.organizerId ?? context.organizerId
  const own = owner === undefined || owner === schedule.organizerId ? ownSettings(waitlist) : {}
  const event = configured(waitlist, own, command, {
    organizerId: schedule.organizerId,
    schedule,
    scheduledAt: new Date(time).toISOString(),
  })
  const postponed =
    waitlist.started && !waitlist.cancelled && !waitlist.closedByOrganizer && now < Date.parse(schedule.startsAt)
  return { events: postponed ? [event, reopened(waitlist)] : [event], receipt: undefined }
}

/** The event that opens a list again as it was: for the same types, each since the same moment. */
export function reopened(waitlist: Waitlist): DomainEvent<'WaitlistOpened'> {
  const forAll = waitlist.openedForAll
  const ticketTypes = forAll === undefined ? [...waitlist.openedAt.keys()] : []
  const openedAt = new Date(forAll ?? Math.max(...waitlist.openedAt.values())).toISOString()
  return { type: 'WaitlistOpened', data: { eventId: waitlist.eventId, ticketTypes, openedAt } }
}
