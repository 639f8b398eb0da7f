import { type RouteDefinition, rateClassOf } from '../define-route.ts'
import type { ProblemCode } from '../problems.ts'
import { analyticsRoutes } from './analytics-routes.ts'
import { gatewayRoutes } from './gateway-routes.ts'
import { joinRoutes } from './join-routes.ts'
import { releaseRoutes } from './release-routes.ts'

/** Every route there is, by id: the one list that handlers, policies, routers and the documentation come from. */
export const routes = { ...joinRoutes, ...releaseRoutes, ...analyticsRoutes, ...gatewayRoutes }

export type RouteId = keyof typeof routes

/** Every refusal that a route can give: the handler's own, and those of the edge that follow from its definition. */
export function problemsOf(route: RouteDefinition): ProblemCode[] {
  const codes = new Set<ProblemCode>()
  if (route.params || route.query || route.headers || route.body || route.idempotencyKey === 'required') {
    codes.add('WL_ERR_VALIDATION')
  }
  if (route.policy.access !== 'public') codes.add('WL_ERR_UNAUTHENTICATED').add('WL_ERR_FORBIDDEN')
  for (const code of route.problems) codes.add(code)
  if (route.body) codes.add('WL_ERR_PAYLOAD_TOO_LARGE').add('WL_ERR_UNSUPPORTED_MEDIA_TYPE')
  if (route.idempotencyKey !== 'none') codes.add('WL_ERR_KEY_REUSED')
  if (rateClassOf(route) !== 'unlimited') codes.add('WL_ERR_RATE_LIMITED')
  // Writers can be full, and the keys that tokens are checked with can be out of reach.
  if (route.method !== 'GET' || route.policy.access !== 'public') codes.add('WL_ERR_BUSY')
  return [...codes.add('WL_ERR_INTERNAL')]
}
