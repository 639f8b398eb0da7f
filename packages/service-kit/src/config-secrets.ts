import { peopleKeysFault } from '@waitlist/views'
import type { AuthConfig } from './auth.ts'
import type { ClaimKey, ClaimKeys } from './claim-token.ts'
import { ConfigError } from './config-error.ts'
import type { Environment } from './config-sources.ts'

// No message here repeats a value: it would be a secret, or most of one.

const SHORTEST_AUTH_SECRET_BYTES = 32
const SHORTEST_SECRET = 16
const CLAIM_KEY = /^([A-Za-z0-9_-]{1,32}):(.+)$/s

function jwksUrlFrom(text: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol)) return url.href
  throw new ConfigError('AUTH_JWKS_URL must be a URL such as "https://login.example/.well-known/jwks.json"')
}

/** How tokens are checked; undefined when no setting says so. */
export function authFrom(env: Environment): AuthConfig | undefined {
  const { AUTH_SECRET, AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE } = env
  const narrowed = { ...(AUTH_ISSUER && { issuer: AUTH_ISSUER }), ...(AUTH_AUDIENCE && { audience: AUTH_AUDIENCE }) }
  if (AUTH_SECRET && AUTH_JWKS_URL) throw new ConfigError('AUTH_SECRET and AUTH_JWKS_URL exclude each other; set one')
  if (AUTH_JWKS_URL) return { jwksUrl: jwksUrlFrom(AUTH_JWKS_URL), ...narrowed }
  if (!AUTH_SECRET) {
    if (!AUTH_ISSUER && !AUTH_AUDIENCE) return undefined
    throw new ConfigError('AUTH_ISSUER and AUTH_AUDIENCE need AUTH_SECRET or AUTH_JWKS_URL')
  }
  if (Buffer.byteLength(AUTH_SECRET) >= SHORTEST_AUTH_SECRET_BYTES) return { secret: AUTH_SECRET, ...narrowed }
  throw new ConfigError(`AUTH_SECRET is too short; it must have at least ${SHORTEST_AUTH_SECRET_BYTES} bytes`)
}

function claimKeyFrom(text: string): ClaimKey {
  const [, id, secret] = CLAIM_KEY.exec(text.trim()) ?? []
  if (id && secret && secret.length >= SHORTEST_SECRET) return { id, secret }
  throw new ConfigError(
    `CLAIM_KEY must be id:secret, several by comma; an id has letters, digits, _ and -, a secret at least ${SHORTEST_SECRET} characters`,
  )
}

/** The keys of claim tokens from `id:secret,id:secret`; the first signs. */
export function claimKeysFrom(text: string): ClaimKeys {
  const [first, ...others] = text.split(',').map(claimKeyFrom)
  const keys: ClaimKeys = [first as ClaimKey, ...others]
  if (new Set(keys.map((key) => key.id)).size === keys.length) return keys
  throw new ConfigError('CLAIM_KEY names an id twice; each must have its own')
}

/** The text of PEOPLE_KEY, checked: `id:secret`, several by comma, the first writes; or one bare secret. */
export function peopleKeyFrom(text: string): string {
  const fault = peopleKeysFault(text)
  if (fault === undefined) return text
  throw new ConfigError(fault)
}
