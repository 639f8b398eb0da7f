import type { RateClass, Role } from '@waitlist/contracts'
import type { Limit } from './limiter.ts'

/** Who a request is counted against: a caller by role, or the address of one who has not said who it is. */
export type Counted = Role | 'address'

const WINDOW_MS = 10_000

const per = (count: number): Limit => ({ count, windowMs: WINDOW_MS })

/** How many requests are taken in ten seconds. Services speak for many customers, an address may be that of many. */
const limits: Readonly<Record<Counted, Readonly<Record<Exclude<RateClass, 'unlimited'>, Limit>>>> = {
  customer: { read: per(60), write: per(20), publish: per(20) },
  organizer: { read: per(300), write: per(100), publish: per(100) },
  service: { read: per(20_000), write: per(20_000), publish: per(20_000) },
  admin: { read: per(2000), write: per(2000), publish: per(2000) },
  address: { read: per(100), write: per(100), publish: per(100) },
}

/** The limit of a class of routes for somebody; undefined where there is none. */
export function limitOf(counted: Counted, rate: RateClass): Limit | undefined {
  return rate === 'unlimited' ? undefined : limits[counted][rate]
}
