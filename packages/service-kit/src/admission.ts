import { type ProblemCode, RefusedError, type RouteDefinition } from '@waitlist/contracts'
import type { Authenticate } from './auth.ts'
import type { Caller } from './caller.ts'

/** What the headers alone say: a caller the policy admits, or why there is none. */
export type Admission = { readonly caller: Caller } | { readonly refused: RefusedError | undefined }

const refuse = (code: ProblemCode, detail: string) => new RefusedError({ code, detail })

/**
 * Makes the check of a route's callers, deny by default: a route without a policy, or one that admits nobody, throws here.
 * Rejects with WL_ERR_UNAUTHENTICATED or WL_ERR_FORBIDDEN. Where a claim token will do instead, a wrong role may still
 * come to be right: the refusal waits in the answer until the body is known.
 */
export function createAdmission(
  route: RouteDefinition,
  authenticate: Authenticate,
): (authorization: string | undefined) => Promise<Admission> {
  const { access, roles } = (route.policy as RouteDefinition['policy'] | undefined) ?? {}
  if (!access || (access !== 'public' && !roles?.length)) throw new Error(`route ${route.id} has no policy`)
  if (access === 'public') return async () => ({ refused: undefined })
  const missing = refuse('WL_ERR_UNAUTHENTICATED', 'This needs a bearer token')
  const forbidden = refuse('WL_ERR_FORBIDDEN', 'This is not for your role')
  const orClaimToken = access === 'bearer-or-claim-token'

  return async (authorization) => {
    if (authorization === undefined) {
      if (orClaimToken) return { refused: missing }
      throw missing
    }
    const token = /^bearer +(\S+) *$/i.exec(authorization)?.[1]
    const caller = token && (await authenticate(token))
    if (!caller) throw refuse('WL_ERR_UNAUTHENTICATED', 'The bearer token is not valid')
    if (roles?.includes(caller.role)) return { caller }
    if (orClaimToken) return { refused: forbidden }
    throw forbidden
  }
}

/** The claim token of a request, where its route takes one: the body's, else the header's. */
export function claimTokenOf(route: RouteDefinition, body: unknown, header: unknown): string | undefined {
  if (route.policy.access !== 'bearer-or-claim-token') return undefined
  const { token = header } = (body ?? {}) as { readonly token?: unknown }
  return typeof token === 'string' ? token : undefined
}
