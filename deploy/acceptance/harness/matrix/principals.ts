import { SignJWT } from 'jose'
import { AUTH_SECRET, type Claims, signedToken } from '../tokens.ts'
import type { Row, Who } from './table.ts'
import { RIVAL, type Target } from './targets.ts'

/** What a request says of who sends it. */
export type Credentials = { readonly bearer?: string; readonly claimToken?: string }

type Principal = {
  /** The credentials, given what is this principal's own. */
  readonly credentials: (own: Target) => Promise<Credentials>
  /** What comes of a good request about a target: it is served, or refused with this status. */
  readonly verdict: (row: Row, own: Target, target: Target) => 'served' | 401 | 403 | 404
}

const bearer = async (claims: Claims): Promise<Credentials> => ({ bearer: await signedToken(claims) })

const expired = (claims: Claims) => {
  const past = Math.floor(Date.now() / 1000) - 3600
  const token = new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(past)
  return token.sign(new TextEncoder().encode(AUTH_SECRET))
}

type Judge = Principal['verdict']

/** Nobody keeps a public route from anybody. */
const unlessPublic =
  (judge: Judge): Judge =>
  (row, own, target) =>
    row.who.includes('anybody') ? 'served' : judge(row, own, target)

const unknown = unlessPublic(() => 401)

/** Somebody of a role: not for the role is 403, not for this one of the role is 404, as if it were not there. */
const ofRole = (who: Who, owns: (own: Target, target: Target) => boolean) =>
  unlessPublic(({ who: allowed }, own, target) => {
    if (!allowed.includes(who)) return 403
    return owns(own, target) ? 'served' : 404
  })

/** All there are, by name. */
export const principals: Readonly<Record<string, Principal>> = {
  nobody: { credentials: async () => ({}), verdict: unknown },
  'a forged token': {
    credentials: async () => ({ bearer: await signedToken({ sub: 'x', role: 'service' }, 'x'.repeat(40)) }),
    verdict: unknown,
  },
  'an expired token': {
    credentials: async () => ({ bearer: await expired({ sub: 'x', role: 'service' }) }),
    verdict: unknown,
  },
  'the customer': {
    credentials: ({ customerId }) => bearer({ sub: customerId, role: 'customer' }),
    verdict: ofRole('self', (own, target) => own.customerId === target.customerId),
  },
  'a customer without any entry': {
    credentials: () => bearer({ sub: 'bystander', role: 'customer' }),
    verdict: ofRole('self', () => false),
  },
  'the organizer': {
    credentials: ({ organization }) => bearer({ sub: 'olga', role: 'organizer', org: organization }),
    verdict: ofRole('organizer', (own, target) => own.organization === target.organization),
  },
  'the organizer of other events': {
    credentials: () => bearer({ sub: 'rita', role: 'organizer', org: `${RIVAL}-of-both` }),
    verdict: ofRole('organizer', () => false),
  },
  'a service': {
    credentials: () => bearer({ sub: 'box-office', role: 'service' }),
    verdict: ofRole('service', () => true),
  },
  'an admin': { credentials: () => bearer({ sub: 'ada', role: 'admin' }), verdict: ofRole('admin', () => true) },
  'the holder of a claim token': {
    credentials: async ({ claimToken }) => ({ claimToken }),
    verdict: unlessPublic(({ who }, own, target) => {
      if (!who.includes('token')) return 401
      return own.offerId === target.offerId ? 'served' : 404
    }),
  },
}
