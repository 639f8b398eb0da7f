import { OpaqueId, RefusedError, type Role, TierName } from '@waitlist/contracts'
import { Compile } from 'typebox/compile'

/** Who calls, as a verified token says: the claims we use, nothing else of it. */
export type Caller = {
  readonly sub: string
  readonly role: Role
  /** A customer's tier, for policies with tiers. */
  readonly tier?: string
  /** The organizer a person acts for. */
  readonly org?: string
}

const roles: readonly string[] = ['customer', 'organizer', 'service', 'admin'] satisfies Role[]
const id = Compile(OpaqueId)
const tierName = Compile(TierName)

/** The caller that verified claims describe; undefined when one of those we use is not of the shape we take. */
export function callerOf({ sub, role, tier, org }: Readonly<Record<string, unknown>>): Caller | undefined {
  if (!id.Check(sub) || typeof role !== 'string' || !roles.includes(role)) return undefined
  if ((tier !== undefined && !tierName.Check(tier)) || (org !== undefined && !id.Check(org))) return undefined
  return { sub, role: role as Role, ...(tier !== undefined && { tier }), ...(org !== undefined && { org }) }
}

/**
 * Whether a caller may act on an event of this organizer (scope `own-event`): a service and an admin on any, an organizer
 * on those of the own `org`. An event without an organizer (undefined) is nobody's.
 */
export function ownsEvent(caller: Caller | undefined, organizerId: string | undefined): boolean {
  if (caller?.role === 'service' || caller?.role === 'admin') return true
  return caller?.role === 'organizer' && caller.org !== undefined && caller.org === organizerId
}

/** What is not there and what is not the caller's look the same from outside (WL_ERR_NOT_FOUND). */
export function notFound(): RefusedError {
  return new RefusedError({ code: 'WL_ERR_NOT_FOUND', detail: 'There is no such thing, or it is not yours' })
}
