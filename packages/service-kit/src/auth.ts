import { RefusedError } from '@waitlist/contracts'
import type { Clock } from '@waitlist/event-log'
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose'
import { type Caller, callerOf } from './caller.ts'

/** How tokens are checked: by a shared secret (HS256) or by published keys. `iss` and `aud` are checked when given. */
export type AuthConfig = ({ readonly secret: string } | { readonly jwksUrl: string }) & {
  readonly issuer?: string
  readonly audience?: string
}

/** Who a bearer token speaks for; undefined when it is not good. Rejects with WL_ERR_BUSY while the keys cannot be had. */
export type Authenticate = (token: string) => Promise<Caller | undefined>

const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/
const LONGEST_TOKEN = 8192
const LEEWAY_SECONDS = 5
const REMEMBERED_TOKENS = 10_000
/** A key taken out of the published set stops counting after at most this long. */
const REMEMBERED_MS = 300_000

const importSecret = (secret: string) =>
  crypto.subtle.importKey('raw', Buffer.from(secret, 'utf8'), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ])

/** Published keys; what is wrong with them, or with the way to them, is not the caller's fault. */
function publishedKeys(url: string): JWTVerifyGetKey {
  const keySet = createRemoteJWKSet(new URL(url))
  return async (header, token) => {
    try {
      return await keySet(header, token)
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JOSENotSupported) throw error
      throw new RefusedError({ code: 'WL_ERR_BUSY', detail: 'The keys that tokens are checked with cannot be had now' })
    }
  }
}

/** Makes the check of bearer tokens. It remembers good ones: a verification costs more than most requests. */
export function createAuthenticate(config: AuthConfig, clock: Clock): Authenticate {
  const secret = 'secret' in config
  const key = secret ? importSecret(config.secret) : publishedKeys(config.jwksUrl)
  const getKey: JWTVerifyGetKey = typeof key === 'function' ? key : () => key
  const options = {
    algorithms: secret ? ['HS256'] : ASYMMETRIC,
    clockTolerance: LEEWAY_SECONDS,
    ...(config.issuer === undefined ? {} : { issuer: config.issuer }),
    ...(config.audience === undefined ? {} : { audience: config.audience }),
  }
  const remembered = new Map<string, { readonly caller: Caller; readonly until: number }>()

  const remember = (token: string, caller: Caller, expiresAt: number, now: number) => {
    if (remembered.size >= REMEMBERED_TOKENS)
      for (const oldest of remembered.keys()) {
        remembered.delete(oldest)
        break
      }
    remembered.set(token, { caller, until: Math.min(expiresAt, now + REMEMBERED_MS) })
  }

  return async (token) => {
    const now = clock.now()
    const known = remembered.get(token)
    if (known && now < known.until) return known.caller
    remembered.delete(token)
    if (token.length > LONGEST_TOKEN || !COMPACT.test(token)) return undefined
    try {
      const { payload } = await jwtVerify(token, getKey, { ...options, currentDate: new Date(now) })
      const caller = callerOf(payload)
      if (caller) remember(token, caller, (payload.exp ?? Number.POSITIVE_INFINITY) * 1000, now)
      return caller
    } catch (error) {
      if (error instanceof RefusedError) throw error
      return undefined
    }
  }
}

/** Signs a token with a shared secret, for the ready tokens and for tests. Without `expiresAt` (ms) it never expires. */
export async function signToken(
  secret: string,
  { sub, ...claims }: Caller,
  options: { readonly expiresAt?: number; readonly issuer?: string; readonly audience?: string } = {},
): Promise<string> {
  const token = new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).setSubject(sub)
  if (options.expiresAt !== undefined) token.setExpirationTime(Math.floor(options.expiresAt / 1000))
  if (options.issuer !== undefined) token.setIssuer(options.issuer)
  if (options.audience !== undefined) token.setAudience(options.audience)
  return token.sign(await importSecret(secret))
}
