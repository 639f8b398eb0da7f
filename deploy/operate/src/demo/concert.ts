import { setTimeout as pause } from 'node:timers/promises'
import type { StatsReply } from '@waitlist/contracts'
import type { Client } from '../client.ts'
import { inParallel } from '../in-parallel.ts'
import { type Outcome, recountEvent } from '../recount/recount-event.ts'
import type { Actors } from './actors.ts'
import { type Deeds, liveAsHolders } from './holders.ts'
import { type Plan, TICKET_TYPES, wishOf } from './plan.ts'

/** How far the demo is. */
export type Progress = Deeds & { step: string; joined: number; refunded: number }

export type Stage = {
  readonly service: Client
  readonly actors: Actors
  /** Told every now and then, while something goes on. */
  readonly show: (progress: Progress) => void
}

const AT_ONCE = 32
const REFUNDS_AT_ONCE = 10
const LOOK_MS = 500
const TICKETS_UNDER_WAY = ['free', 'scheduled', 'open', 'claimed'] as const

/**
 * Sells out a concert, fills its waitlist, lets refunds and a bulk release come, and lives as the holders of the offers
 * until every ticket is bought or back on sale. Resolves with the figures, compared with a recount of the feed.
 */
export async function runConcert(plan: Plan, { service, actors, show }: Stage): Promise<Outcome> {
  const { eventId } = plan
  const progress: Progress = { step: 'joins', joined: 0, refunded: 0, offers: 0, claims: 0, purchases: 0, declines: 0 }
  const ended = new AbortController()
  const ticker = setInterval(() => show(progress), LOOK_MS)
  try {
    await actors.schedule()
    await actors.publish('TicketsSoldOut', { eventId })
    await inParallel(numbers(plan.joins), AT_ONCE, async (nth) => {
      await actors.join(wishOf(plan, nth))
      progress.joined += 1
    })
    const holders = liveAsHolders(plan, { service, actors, deeds: progress, until: ended.signal })
    await Promise.race([holders, sell(plan, { service, actors }, progress)])
    ended.abort()
    await holders
  } finally {
    clearInterval(ticker)
    ended.abort()
  }
  show({ ...progress, step: 'recount' })
  return recountEvent(service, eventId)
}

async function sell(plan: Plan, { service, actors }: Pick<Stage, 'service' | 'actors'>, progress: Progress) {
  const { eventId } = plan
  progress.step = 'refunds'
  for (let from = 0; from < plan.refunds; from += REFUNDS_AT_ONCE) {
    const some = [...numbers(plan.refunds)].slice(from, from + REFUNDS_AT_ONCE)
    const refunds = some.map((nth) => {
      const ticketType = TICKET_TYPES[nth % TICKET_TYPES.length] as string
      return { eventId, refundId: `${eventId}.refund-${nth}`, ticketType, quantity: 1 }
    })
    await actors.publish('RefundIssued', ...refunds)
    progress.refunded += some.length
  }
  progress.step = 'release'
  await actors.release()
  progress.step = 'offers'
  for (;;) {
    const { tickets } = await service.get<StatsReply>(`/api/waitlist/stats/${eventId}`)
    const arrived = tickets.total.released === plan.refunds + plan.release
    if (arrived && TICKETS_UNDER_WAY.every((term) => tickets.total[term] === 0)) return
    await pause(LOOK_MS)
  }
}

const numbers = (many: number): Iterable<number> => Array(many).keys()
