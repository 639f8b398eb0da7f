import { derivedId, durationMs, type ReleasePlan, refuse } from '@waitlist/contracts'
import type { Decision } from '@waitlist/event-log'
import { isKnownType, mayActOn, openedAtOf, saleEndOf } from '@waitlist/line'
import type { AdvanceBatch, ReleaseTickets } from './commands.ts'
import { openDraft } from './draft.ts'
import { offerBatch, settingsInForce } from './offering.ts'
import { trialReply } from './reply.ts'
import type { ReleaseState } from './state.ts'
import { windowMs } from './windows.ts'

/** Releases tickets in one act: new ones as a lot of their own, or free ones of the pool; in batches when asked to. */
export function releaseTickets(command: ReleaseTickets, state: ReleaseState, now: number): Decision {
  if (!command.dryRun && state.releases.has(command.releaseId))
    return { events: [], receipt: { releaseId: command.releaseId } }
  const refused = notReleasable(command, state, now)
  if (refused) return refused
  const plan = planOf(command, state)
  if ('refused' in plan) return plan
  const { releaseId, ticketType, quantity, from } = command
  const { eventId } = state
  const draft = openDraft(state)
  if (from === 'new') {
    const lotId = derivedId('lot', eventId, releaseId)
    const lot = { eventId, lotId, ticketType, quantity, sourceId: releaseId }
    draft.move({ type: 'TicketsReleased', data: { ...lot, source: 'release', releaseId } })
  }
  // A new lot pays first what is owed, so there may be fewer than were asked for.
  const there = from === 'pool' ? quantity : (draft.pool(ticketType).batches.get(releaseId) ?? 0)
  const freed = Math.min(plan.batchSize ?? there, there)
  const nextBatchAt = freed < there && plan.batchInterval ? now + windowMs(plan.batchInterval) : undefined
  const batch = { releaseId, ticketType, batch: 1, plan, freed, nextBatchAt }
  if (command.dryRun) {
    // What follows in later commits would be chosen from the same line.
    offerBatch(draft, state, batch, now, Number.POSITIVE_INFINITY)
    return { events: [], receipt: { dryRun: trialReply(draft.events, batch) } }
  }
  offerBatch(draft, state, batch, now)
  return draft.decided({ releaseId })
}

/** The next batch of a release: one at once, however long it is overdue, then the interval again. */
export function advanceBatch({ releaseId }: AdvanceBatch, state: ReleaseState, now: number): Decision {
  const release = state.releases.get(releaseId)
  const draft = openDraft(state)
  if (!release) return draft.decided()
  const { ticketType, plan, batch } = release
  const there = draft.pool(ticketType).batches.get(releaseId) ?? 0
  const freed = Math.min(plan?.batchSize ?? there, there)
  const nextBatchAt = freed < there && plan?.batchInterval ? now + windowMs(plan.batchInterval) : undefined
  offerBatch(draft, state, { releaseId, ticketType, batch: batch + 1, freed, nextBatchAt }, now)
  return draft.decided()
}

function notReleasable(command: ReleaseTickets, state: ReleaseState, now: number): Decision | undefined {
  const { waitlist } = state
  const { ticketType, quantity, from } = command
  if (!mayActOn(command.actor, waitlist)) return refuse('WL_ERR_NOT_FOUND', 'There is no such event.')
  if (waitlist.cancelled) return refuse('WL_ERR_CANCELLED', 'The event was cancelled; no tickets can be released.')
  if (!isKnownType(waitlist, ticketType)) {
    const detail = `The event has no ticket type "${ticketType}".`
    return refuse('WL_ERR_UNKNOWN_TYPE', detail, [{ pointer: '/ticketType', detail }])
  }
  if (waitlist.closedByOrganizer) return refuse('WL_ERR_CLOSED', 'The waitlist is closed; open it before a release.')
  if (waitlist.started || now >= saleEndOf(waitlist)) return refuse('WL_ERR_CLOSED', 'The sale has ended.')
  if (!waitlist.opened || openedAtOf(waitlist, ticketType) === undefined) {
    return refuse('WL_ERR_NOT_SOLD_OUT', `Ticket type "${ticketType}" is not sold out; there is no line to release to.`)
  }
  const free = state.pools.get(ticketType)?.free ?? 0
  return from === 'pool' && free < quantity
    ? refuse('WL_ERR_POOL_SHORT', `The pool holds ${free} free tickets of "${ticketType}", not ${quantity}.`)
    : undefined
}

function planOf(command: ReleaseTickets, state: ReleaseState): ReleasePlan | Extract<Decision, { refused: unknown }> {
  const settings = settingsInForce(state)
  const { from, quantity } = command
  const batchSize = command.batchSize ?? settings?.batchSize ?? undefined
  const batchInterval = command.batchInterval ?? settings?.batchInterval ?? undefined
  if (batchSize === undefined || batchSize >= quantity) return { from, quantity }
  if (batchInterval === undefined || (durationMs(batchInterval) ?? 0) <= 0) {
    const detail = 'Batches need an interval between them, such as "15 minutes".'
    return refuse('WL_ERR_VALIDATION', detail, [{ pointer: '/batchInterval', detail }])
  }
  return { from, quantity, batchSize, batchInterval }
}
