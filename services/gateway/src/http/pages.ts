import { openApi, routes } from '@waitlist/contracts'
import { implement, type RouteImplementation } from '@waitlist/service-kit'
import { readPage } from '../pages/page.ts'

/** GET /claim/{offerId}: shows the offer and claims it by POST; the request itself changes nothing and reads nothing. */
export function claimPage(): RouteImplementation {
  const { body, headers } = readPage('claim')
  return implement(routes.claimPage, () => ({ status: 200, body, headers }))
}

/** GET /docs: the documentation for people, made in the browser of what `openapi` says. */
export function docs(): RouteImplementation {
  const { body, headers } = readPage('docs')
  return implement(routes.docs, () => ({ status: 200, body, headers }))
}

/** GET /openapi.json: the documentation for programs. */
export function openapi(): RouteImplementation {
  const body = openApi()
  return implement(routes.openapi, () => ({ status: 200, body }))
}
