import { expect } from '@jest/globals'
import { always, violationsOf } from '@waitlist/testkit/invariants/index'
import type { History } from '@waitlist/testkit/invariants/violation'
import { openSale, type Sale } from '../../harness/sale.ts'
import type { Ground } from '../ground/ground.ts'
import { untilAtRest } from './at-rest.ts'
import { type Crowd, createCrowd } from './crowd.ts'
import { waits } from './until-answered.ts'
import { disagreements } from './verdict.ts'

/** One sale under a fault: what clients do, and the judgement when all is over. */
export type Scene = {
  readonly sale: Sale
  readonly crowd: Crowd
  /**
   * Waits until everything that was asked for is done, then holds the logs to the invariants, and what clients were told
   * to the logs. Gives the history.
   */
  judge(fault: string): Promise<History>
}

export async function openScene(ground: Ground, settings: object = {}): Promise<Scene> {
  const sale = await openSale(ground.product, { settings: { maxSize: 1_000_000, ...settings } })
  const crowd = createCrowd(sale, ground.over)
  const { told } = crowd

  function isDone({ release }: History): boolean {
    const lots = release.filter(({ type }) => type === 'TicketsReleased').length
    const paid = release.filter(({ type }) => type === 'OfferFulfilled' || type === 'PurchaseCameLate').length
    return lots >= told.refunds.size && paid >= told.purchases.size
  }

  return {
    sale,
    crowd,
    async judge(fault) {
      const history = await untilAtRest(ground.logs, sale.eventId, isDone).catch(async (error) => {
        const { waitlist, release } = await ground.logs.history(sale.eventId)
        const ends = [waitlist, release].map((stream) =>
          stream.slice(-LAST_EVENTS).map((event) => JSON.stringify(event)),
        )
        process.stderr.write(`${fault}: ${error.message}\n${ends.flat().join('\n')}\n`)
        throw error
      })
      const events = `${history.waitlist.length + history.release.length} events`
      const acts = `${told.joins.length} joins, ${told.refunds.size} refunds, ${told.claims.length} claims, ${told.purchases.size} purchases`
      process.stderr.write(`${fault}: ${acts}, ${events}; joins: ${waits(told.joins)}\n`)
      expect(violationsOf(history, always)).toEqual([])
      expect(disagreements(told, history)).toEqual([])
      return history
    },
  }
}

const LAST_EVENTS = 8

/** Customers by name, so many from the n-th on. */
export const names = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `c${from + at}`)
