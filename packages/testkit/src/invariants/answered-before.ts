import type { RecordedEvent } from '@waitlist/contracts'
import { type Checker, type Violation, violation } from './violation.ts'

/**
 * Design 4.3: no ticket returns to public, as unwanted, past a customer whose join was answered before it came free
 * and who could have been given it.
 */
export const nothingReturnsPastAnybody: Checker = ({ waitlist, release }) => {
  const found: Violation[] = []
  const offered = new Map<string, string>()
  const freedAt = new Map<string, number>()
  const free = new Map<string, number>()
  for (const event of release) {
    if (event.type === 'OfferMade') offered.set(event.data.entryId, event.data.offerId)
    if (event.type === 'TicketsReturnedToPublic' && event.data.reason === 'unwanted') {
      const { ticketType, quantity } = event.data
      const ended = outcomesAt(waitlist, event.time)
      // Until join has settled an offer its holder is out of the line, whether join has heard of it or not.
      const holds = ({ entryId }: Since) => offered.has(entryId) && !ended.has(offered.get(entryId) as string)
      const passed = waitingAt(waitlist, event.time, freedAt.get(ticketType) ?? 0).find(
        (entry) => entry.ticketTypes.includes(ticketType) && entry.minQuantity <= quantity && !holds(entry),
      )
      if (passed) found.push(violation('I4', `${quantity} ${ticketType} returned past ${passed.entryId}`, event))
    }
    for (const [pool, balance] of Object.entries(
      (event.data as { balance?: Record<string, { free: number }> }).balance ?? {},
    )) {
      if (balance.free > (free.get(pool) ?? 0)) freedAt.set(pool, event.time)
      free.set(pool, balance.free)
    }
  }
  return found
}

type Since = { entryId: string; ticketTypes: readonly string[]; minQuantity: number }

/** The offers whose outcome join has settled by a moment. */
function outcomesAt(waitlist: readonly RecordedEvent[], moment: number): Set<string | undefined> {
  const settled = waitlist.filter((event) => event.type === 'EntrySettled' && event.time <= moment)
  return new Set(
    settled.flatMap((event) =>
      event.type === 'EntrySettled' && event.data.status !== 'offered' && event.data.status !== 'claimed'
        ? [event.data.offerId]
        : [],
    ),
  )
}

/** Who waits at a moment and has done so since before another, without a break. */
function waitingAt(waitlist: readonly RecordedEvent[], moment: number, since: number): Since[] {
  const waiting = new Map<string, Since & { from: number }>()
  const known = new Map<string, Since>()
  for (const event of waitlist) {
    if (event.time > moment) break
    if (event.type === 'WaitlistJoined') {
      known.set(event.data.entryId, event.data)
      waiting.set(event.data.entryId, { ...event.data, from: event.time })
    }
    if (event.type === 'WaitlistLeft') waiting.delete(event.data.entryId)
    if (event.type === 'EntrySettled') {
      const { entryId, status } = event.data
      const entry = known.get(entryId)
      if (status !== 'waiting') waiting.delete(entryId)
      else if (entry) waiting.set(entryId, { ...entry, from: event.time })
    }
  }
  return [...waiting.values()].filter((entry) => entry.from < since)
}
