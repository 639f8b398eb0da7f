import type { RouteDefinition } from '../define-route.ts'
import { problemType } from '../http/problem-document.ts'
import { problemsOf } from '../http/routes.ts'
import { type ProblemCode, type ProblemDefinition, problems } from '../problems.ts'
import type { Json } from './json.ts'

/** The refusals of a route by status, with an example per code. */
export function problemResponses(route: RouteDefinition): Record<string, Json> {
  const byStatus = Map.groupBy(problemsOf(route).toSorted(), (code) => problems[code].status)
  const entries = [...byStatus].map(([status, codes]) => [String(status), response(route, codes)] as const)
  return Object.fromEntries(entries)
}

const header = (description: string, type: string) => ({ description, schema: { type } })

const rateHeaders = {
  'RateLimit-Policy': header('How many requests (q) of this kind are taken in how many seconds (w)', 'string'),
  RateLimit: header('How many are left (r), and in how many seconds all of them are back (t)', 'string'),
}

function response(route: RouteDefinition, codes: readonly ProblemCode[]): Json {
  const limited = codes.includes('WL_ERR_RATE_LIMITED')
  const retry = codes.some((code) => (problems[code] as ProblemDefinition).retryAfter !== undefined)
  return {
    description: codes.map((code) => `${code}: ${problems[code].title}`).join('. '),
    ...(retry && { headers: { 'Retry-After': header('In seconds', 'integer'), ...(limited && rateHeaders) } }),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(codes.map((code) => [code, { value: problemExample(route, code) }])),
      },
    },
  }
}

function problemExample(route: RouteDefinition, code: ProblemCode): Json {
  const { status, title } = problems[code]
  const errors = code === 'WL_ERR_VALIDATION' ? { errors: [{ pointer: '/quantity', detail: 'must be integer' }] } : {}
  return { type: problemType(code), title, status, detail: title, instance: route.path, code, ...errors }
}
