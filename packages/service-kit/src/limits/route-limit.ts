import { RefusedError, type RouteDefinition, rateClassOf } from '@waitlist/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../caller.ts'
import { addressKey } from './address-key.ts'
import type { Limit, RateLimiter, Taken } from './limiter.ts'
import { type Counted, limitOf } from './table.ts'

/** Counts a request against its caller, or against its address where there is none. Throws WL_ERR_RATE_LIMITED. */
export type RouteLimit = (
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller | undefined,
) => undefined | Promise<undefined>

/** Makes the limit of a route; undefined where it has none, or nobody counts. */
export function createRouteLimit(route: RouteDefinition, limiter: RateLimiter | undefined): RouteLimit | undefined {
  const rate = rateClassOf(route)
  if (!limiter || rate === 'unlimited') return undefined
  return (request, reply, caller) => {
    const counted: Counted = caller?.role ?? 'address'
    const limit = limitOf(counted, rate)
    if (!limit) return undefined
    const key = `${rate}:${counted}:${caller?.sub ?? addressKey(request.ip)}`
    const taken = limiter.take(key, 1, limit)
    return taken instanceof Promise
      ? taken.then((one) => judge(one, limit, rate, reply))
      : judge(taken, limit, rate, reply)
  }
}

/** Says in the headers what is left (draft-ietf-httpapi-ratelimit-headers), and refuses where that was too little. */
function judge(taken: Taken, { count, windowMs }: Limit, rate: string, reply: FastifyReply): undefined {
  reply.header('ratelimit-policy', `"${rate}";q=${count};w=${windowMs / 1000}`)
  reply.header('ratelimit', `"${rate}";r=${taken.remaining};t=${taken.resetSeconds}`)
  if (taken.ok) return undefined
  const { retryAfterSeconds: retryAfter } = taken
  const detail = `At most ${count} such requests are taken in ${windowMs / 1000} s; try again in ${retryAfter} s`
  throw new RefusedError({ code: 'WL_ERR_RATE_LIMITED', detail, retryAfter })
}
