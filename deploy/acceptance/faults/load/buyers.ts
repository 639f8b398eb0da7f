import { setTimeout as pause } from 'node:timers/promises'
import { ofType, readFeed } from '../../harness/feed.ts'
import type { Sale } from '../../harness/sale.ts'
import type { Crowd } from './crowd.ts'

/** Those who are offered tickets and take them. */
export type Buyers = {
  /** Asks them to finish what they have begun; resolves when they have. */
  stop(): Promise<void>
}

const LOOK_AGAIN_MS = 200

/** From now on each new offer of a sale is claimed and paid for, but for every fourth one, whose holder does nothing. */
export function sendBuyers(sale: Sale, crowd: Crowd): Buyers {
  let stopped = false
  let after: string | undefined
  let offers = 0

  async function buy(): Promise<void> {
    while (!stopped) {
      const query = { eventId: sale.eventId, ...(after === undefined ? {} : { after }) }
      // Whoever cannot read now reads later.
      const page = await readFeed(sale.service, query).catch(() => [])
      after = page.at(-1)?.feedcursor ?? after
      const made = ofType(page, 'OfferMade').map(({ data }) => data)
      const taken = made.filter(() => offers++ % 4 !== 3)
      await Promise.all(
        taken.map(async (offer) => {
          if ((await crowd.claim(offer)) === 200) await crowd.purchase(offer)
        }),
      )
      await pause(LOOK_AGAIN_MS)
    }
  }

  const buying = buy()
  // Whoever waits for the end hears of a failure; until then it is nobody's.
  buying.catch(() => {})
  return {
    stop() {
      stopped = true
      return buying
    },
  }
}
