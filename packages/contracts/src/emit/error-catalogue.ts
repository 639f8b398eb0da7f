import type { RouteDefinition } from '../define-route.ts'
import { problemsOf, routes } from '../http/routes.ts'
import { type ProblemCode, type ProblemDefinition, problems } from '../problems.ts'

/** What whoever meets a refusal can do about it. */
const advice: Readonly<Record<ProblemCode, string>> = {
  WL_ERR_VALIDATION: 'Mend what `errors` names and send it again.',
  WL_ERR_UNKNOWN_TYPE: 'Take one of the types that `GET /api/waitlist/form/{eventId}` lists.',
  WL_ERR_UNAUTHENTICATED: 'Send a good `Authorization: Bearer` token; get a new one when it has expired.',
  WL_ERR_FORBIDDEN: 'The role of this token may never do this; use another account.',
  WL_ERR_NOT_FOUND: 'Check the id. What belongs to somebody else looks the same as what is not there.',
  WL_ERR_NOT_SOLD_OUT: 'Buy in the normal sale; the list opens when the event sells out.',
  WL_ERR_PAUSED: 'Try again later; the organizer lets nobody join for now.',
  WL_ERR_CLOSED: 'Nothing; the organizer closed the list, or the sale is over.',
  WL_ERR_CANCELLED: 'Nothing; the event does not take place.',
  WL_ERR_FULL: 'Try again later; a place may come free.',
  WL_ERR_ALREADY_JOINED: 'Leave first to join with other wishes, or keep the entry that is there.',
  WL_ERR_ALREADY_PURCHASED: 'Nothing; the tickets are bought, and are given back in the ticketing service.',
  WL_ERR_OFFER_GONE: 'Join again; the offer was used, given back, or its time is over.',
  WL_ERR_NOT_WAITING: 'Move an entry only while it waits; look at its status first.',
  WL_ERR_POOL_SHORT: 'Release fewer, or look at the pool in the stats first.',
  WL_ERR_SAME_PERSON: 'Use the entry that was made with this address; this event takes one per address.',
  WL_ERR_PAYLOAD_TOO_LARGE: 'Send less at once: split a batch, shorten the headers.',
  WL_ERR_UNSUPPORTED_MEDIA_TYPE: 'Send one of the content types that the detail names.',
  WL_ERR_KEY_REUSED: 'Take a new Idempotency-Key for another request; repeat a request unchanged.',
  WL_ERR_RATE_LIMITED: 'Wait as `Retry-After` says; `RateLimit` tells what is left.',
  WL_ERR_INTERNAL: 'Send it again with the same Idempotency-Key; when it stays, report the `x-correlation-id`.',
  WL_ERR_BUSY: 'Wait as `Retry-After` says and send it again, with the same Idempotency-Key.',
  WL_ERR_SETTLING: 'Wait a second and send it again.',
}

const HEAD = `# Errors

<!-- Made by packages/contracts/src/emit/main.ts from the catalogue in the contracts; change it there. -->

Every refusal is \`application/problem+json\` (RFC 9457): \`type, title, status, detail, instance, code\`, and where fields are wrong \`errors\`, one item each with a JSON pointer into the body (or \`/path/…\`, \`/query/…\`, \`/headers/…\`). **Switch on \`code\`**: it is the contract; titles and details are for people and may change. Where it helps to come back later, \`Retry-After\` says in how many seconds.

| code | status | means | what to do |
|---|---|---|---|`

function row(code: ProblemCode): string {
  const { status, title } = problems[code] as ProblemDefinition
  return `| \`${code}\` | ${status} | ${title} | ${advice[code]} |`
}

function givenBy(code: ProblemCode): string {
  const given = Object.values<RouteDefinition>(routes).filter((route) => problemsOf(route).includes(code))
  const all = given.length === Object.keys(routes).length
  const paths = given.map(({ method, path }) => `\`${method} ${path}\``)
  return `- \`${code}\`: ${all ? 'every route' : paths.join(', ')}`
}

/** The catalogue of refusals as a page for people, docs/errors.md. Deterministic. */
export function errorCatalogue(): string {
  const codes = Object.keys(problems) as ProblemCode[]
  return `${[HEAD, ...codes.map(row), '', '## Which route gives which', '', ...codes.map(givenBy)].join('\n')}\n`
}
