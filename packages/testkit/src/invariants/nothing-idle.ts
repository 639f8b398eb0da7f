import type { RecordedEvent } from '@waitlist/contracts'
import { type Checker, type Violation, violation } from './violation.ts'

/**
 * I20: at rest no ticket lies free while somebody could be given it, and none lies free that nobody takes (unless the
 * settings keep it). Fit "skip" with autoRelease, an open list and offering not paused: elsewhere tickets may lie.
 */
export const nothingLiesIdleAtRest: Checker = ({ waitlist, release }) => {
  const { settings, open, offering, waiting } = endOf(waitlist)
  if (!settings?.autoRelease || settings.fit.kind !== 'skip' || !open || !offering) return []
  const free = new Map<string, number>()
  for (const event of release) {
    for (const [pool, balance] of Object.entries(
      (event.data as { balance?: Record<string, { free: number }> }).balance ?? {},
    )) {
      free.set(pool, balance.free)
    }
  }
  const found: Violation[] = []
  for (const [type, quantity] of free) {
    if (quantity === 0) continue
    const takers = [...waiting.values()].filter(
      (entry) => entry.ticketTypes.includes(type) && entry.minQuantity <= quantity,
    )
    if (takers.length > 0)
      found.push(violation('I20', `${quantity} ${type} are free and ${takers[0]?.entryId} waits for them`))
    else if (!settings.keepPool) found.push(violation('I20', `${quantity} ${type} are free and nobody takes them`))
  }
  return found
}

type Joined = RecordedEvent<'WaitlistJoined'>['data']

function endOf(waitlist: readonly RecordedEvent[]) {
  let settings: RecordedEvent<'WaitlistConfigured'>['data'] | undefined
  let open = false
  let cancelled = false
  let offering = true
  const known = new Map<string, Joined>()
  const waiting = new Map<string, Joined>()
  for (const event of waitlist) {
    if (event.type === 'WaitlistConfigured') settings = event.data
    if (event.type === 'WaitlistOpened') open = true
    if (event.type === 'WaitlistClosed') open = false
    // Nothing takes this back, whatever opens the list after it.
    if (event.type === 'WaitlistCancelled') cancelled = true
    if (event.type === 'WaitlistPaused') offering = !event.data.offering
    if (event.type === 'WaitlistJoined') {
      known.set(event.data.entryId, event.data)
      waiting.set(event.data.entryId, event.data)
    }
    if (event.type === 'WaitlistLeft') waiting.delete(event.data.entryId)
    if (event.type === 'EntrySettled') {
      if (event.data.status !== 'waiting') waiting.delete(event.data.entryId)
      else waiting.set(event.data.entryId, known.get(event.data.entryId) as Joined)
    }
  }
  return { settings, open: open && !cancelled, offering, waiting }
}
