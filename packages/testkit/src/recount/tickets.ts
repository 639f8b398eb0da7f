import type { Balance, StatsReply } from '@waitlist/contracts'
import type { Movement, Stories } from './stories.ts'

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0)

/**
 * What became of the tickets of each pool, counted from lots, offers and returns. What lies in a pool is not told by any
 * of them: for `free`, `scheduled` and `owed` the newest balance is taken.
 */
export function ticketsOf({ told, offers, lots, returns }: Stories): StatsReply['tickets'] {
  const byType = [...told].map(([pool, { free, scheduled, owed }]) => {
    const of = (movements: readonly Movement[]) =>
      sum(movements.flatMap((one) => (one.pool === pool ? [one.quantity] : [])))
    const own = [...offers.values()].filter((offer) => offer.pool === pool)
    const live = own.filter(({ ending }) => ending === undefined)
    const held = (claimed: boolean) =>
      sum(live.flatMap(({ claimedAt, quantity }) => ((claimedAt !== undefined) === claimed ? [quantity] : [])))
    const balance: Balance = {
      released: of(lots),
      owed,
      free,
      scheduled,
      open: held(false),
      claimed: held(true),
      fulfilled: sum(own.map(({ purchase }) => purchase?.tickets ?? 0)),
      returned: of(returns),
    }
    return [pool, balance] as const
  })
  const total = (term: keyof Balance) => sum(byType.map(([, balance]) => balance[term]))
  return {
    total: {
      released: total('released'),
      owed: total('owed'),
      free: total('free'),
      scheduled: total('scheduled'),
      open: total('open'),
      claimed: total('claimed'),
      fulfilled: total('fulfilled'),
      returned: total('returned'),
    },
    byType: Object.fromEntries(byType),
  }
}
