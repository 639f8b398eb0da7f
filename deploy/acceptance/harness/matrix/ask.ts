import { randomUUID } from 'node:crypto'
import { type RouteDefinition, type RouteId, routes } from '@waitlist/contracts'
import { request } from 'undici'
import type { Answer } from '../http.ts'
import type { Credentials } from './principals.ts'
import { table } from './table.ts'
import type { Target } from './targets.ts'

/** The path of a route with the parts of a target in it. Throws for a part that no target has. */
function pathFor(route: RouteDefinition, target: Target): string {
  return route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (!(name in target)) throw new Error(`${route.id} has the parameter ${name}; give matrix targets one`)
    return encodeURIComponent(target[name as keyof Target])
  })
}

/** Sends a good request about a target with somebody's credentials. Of an answer without an end only the head is read. */
export async function ask(
  origin: string,
  id: RouteId,
  target: Target,
  { bearer, claimToken }: Credentials,
): Promise<Answer<unknown>> {
  const route: RouteDefinition = routes[id]
  const { body, query, headers = {}, about = (one: Target) => one } = table[id]
  const given = body?.(target)
  const withToken = claimToken !== undefined && route.policy.access === 'bearer-or-claim-token'
  const sent = withToken && given ? { ...given, token: claimToken } : given
  const {
    statusCode,
    headers: answered,
    body: stream,
  } = await request(`${origin}${pathFor(route, about(target))}?${new URLSearchParams(query?.(target))}`, {
    method: route.method,
    headers: {
      ...(sent !== undefined && { 'content-type': 'application/json' }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...(claimToken !== undefined && { 'x-claim-token': claimToken }),
      ...(route.idempotencyKey === 'required' && { 'idempotency-key': randomUUID() }),
      ...headers,
    },
    body: sent === undefined ? null : JSON.stringify(sent),
  })
  const endless = String(answered['content-type']).startsWith('text/event-stream')
  if (endless) stream.on('error', () => {}).destroy()
  const text = endless ? '' : await stream.text()
  const isJson = /json\b/.test(String(answered['content-type'])) && !/ndjson/.test(String(answered['content-type']))
  return { status: statusCode, headers: answered, text, body: isJson ? JSON.parse(text) : undefined }
}
