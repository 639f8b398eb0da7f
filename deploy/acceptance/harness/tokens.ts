import { SignJWT } from 'jose'

export const AUTH_SECRET = 'acceptance-secret-of-more-than-32-bytes'

export type Claims = {
  readonly sub: string
  readonly role?: 'customer' | 'organizer' | 'service' | 'admin'
  readonly tier?: string
  readonly org?: string
}

/** A bearer token as an identity provider would give it, good for an hour. */
export function signedToken(claims: Claims, secret = AUTH_SECRET): Promise<string> {
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret))
}
