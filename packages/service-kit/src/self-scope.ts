import { RefusedError, type RouteDefinition } from '@waitlist/contracts'
import { type Caller, notFound } from './caller.ts'

type Named = { readonly customerId?: string }

const unnamed = () =>
  new RefusedError({
    code: 'WL_ERR_VALIDATION',
    detail: 'The body does not have the expected shape',
    errors: [{ pointer: '/customerId', detail: 'is required of those who are not the customer' }],
  })

/** Says whom a request under scope `self` is about. A customer may only mean the own self, anybody else must say whom. */
function customerOf(caller: Caller, named: string | undefined): string {
  if (caller.role === 'customer') {
    if (named === undefined || named === 'me' || named === caller.sub) return caller.sub
    throw notFound()
  }
  if (named === undefined) throw unnamed()
  return named === 'me' ? caller.sub : named
}

/**
 * Narrows a request to what its caller may touch under scope `self`: puts the caller in the place of "me", and of an
 * absent customer in the body. Throws WL_ERR_NOT_FOUND when a customer means another one, as if that one were unknown.
 */
export function narrowToSelf<Part>(route: RouteDefinition, part: 'params' | 'body', caller: Caller, value: Part): Part {
  const schema = route[part]
  if (route.policy.scope !== 'self' || !schema || !('properties' in schema)) return value
  if (!Object.hasOwn(schema.properties as object, 'customerId')) return value
  return { ...value, customerId: customerOf(caller, (value as Named).customerId) }
}
