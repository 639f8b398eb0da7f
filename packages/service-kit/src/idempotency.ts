import { createHash } from 'node:crypto'
import { RefusedError, type RouteDefinition } from '@waitlist/contracts'
import type { GivenRecord } from '@waitlist/event-log'
import { peopleKeysFrom } from '@waitlist/views'

/** One to 255 visible characters of ASCII. */
const KEY = /^[\x21-\x7e]{1,255}$/

const POINTER = '/headers/idempotency-key'

/** A value with the members of its objects in order of their names, so that equal requests have equal text. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, inOrder(v)]),
  )
}

/** The Idempotency-Key of a request, when its route takes one. Throws WL_ERR_VALIDATION for a bad or a missing one. */
export function idempotencyKey(
  route: RouteDefinition,
  given: string | string[] | undefined,
  body?: unknown,
): string | undefined {
  if (route.idempotencyKey === 'none') return undefined
  const isDry =
    route.dryRun !== undefined && (body as Record<string, unknown> | null | undefined)?.[route.dryRun] === true
  if (given === undefined && (isDry || route.idempotencyKey === 'optional')) return undefined
  if (typeof given === 'string' && KEY.test(given)) return given
  const detail = given === undefined ? 'is required' : 'must be 1 to 255 visible ASCII characters'
  const errors = [{ pointer: POINTER, detail }]
  throw new RefusedError({ code: 'WL_ERR_VALIDATION', detail: 'The Idempotency-Key is missing or malformed', errors })
}

/** The headers that say a part of what is asked, where a route reads any. */
export function keyedHeaders(
  { keyedHeaders: prefix }: RouteDefinition,
  headers: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  if (prefix === undefined) return undefined
  const named = Object.entries(headers).filter(([name]) => name.startsWith(prefix))
  return named.length > 0 ? Object.fromEntries(named) : undefined
}

/**
 * What a command is known by for ever: `id` is the same for the same caller, route and key; `hash` for the same request
 * under it, and `earlierHashes` is what that was under the other keys of `peopleKey`, so that a changed key does not make
 * another request of it. None lets anyone read the caller, the key or the body out of it.
 */
export function commandRecord(
  peopleKey: string,
  caller: readonly string[],
  route: RouteDefinition,
  key: string,
  request: { readonly params: unknown; readonly query: unknown; readonly body: unknown; readonly headers?: unknown },
): GivenRecord {
  const id = createHash('sha256')
    .update(JSON.stringify([...caller, route.id, key]))
    .digest('base64url')
  const { params, query, body, headers } = request
  const text = JSON.stringify(inOrder([params, query, body ?? null, ...(headers === undefined ? [] : [headers])]))
  const [hash, ...earlierHashes] = peopleKeysFrom(peopleKey).map((each) => each.commandHash(text))
  return { id: `http:${id}`, hash: hash as string, earlierHashes }
}
