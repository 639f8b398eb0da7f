import { createHmac, hkdfSync } from 'node:crypto'

/** A secret of PEOPLE_KEY; the id is for people only. */
type PeopleSecret = { readonly id: string; readonly secret: string }

/** What one secret is good for: each use has a key of its own. */
export type PeopleKey = {
  /** Names the secret where something is stored under it. Follows from the secret, so a wrong one has another name. */
  readonly name: string
  readonly encryption: Buffer
  /** An HMAC, base64url, of a request that carried an Idempotency-Key. */
  commandHash(text: string): string
  /** An HMAC, base64url, under which an address is found again. */
  fingerprint(text: string): string
}

/** The keys of personal data; the first one writes, all of them read. */
export type PeopleKeys = readonly [PeopleKey, ...PeopleKey[]]

const SHORTEST_SECRET = 16
const NAMED = /^([A-Za-z0-9_-]{1,32}):(.*)$/s
const SALT = 'waitlist people'

function derived(secret: string, use: string, bytes = 32): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, SALT, use, bytes))
}

function peopleKey({ secret }: PeopleSecret): PeopleKey {
  const commands = derived(secret, 'commands')
  const addresses = derived(secret, 'addresses')
  return {
    name: derived(secret, 'name', 9).toString('base64url'),
    encryption: derived(secret, 'encryption'),
    commandHash: (text) => createHmac('sha256', commands).update(text).digest('base64url'),
    fingerprint: (text) => createHmac('sha256', addresses).update(text).digest('base64url'),
  }
}

/** The secrets in the text of PEOPLE_KEY: `id:secret`, several by comma, or one bare secret. */
function secretsIn(text: string): PeopleSecret[] {
  const parts = text.split(',').map((part) => NAMED.exec(part.trim()))
  if (parts.every((part) => part !== null)) {
    return parts.map(([, id, secret]) => ({ id: id as string, secret: secret as string }))
  }
  return [{ id: '', secret: text }]
}

/** What is wrong with the text of PEOPLE_KEY, never repeating any of it; undefined when nothing is. */
export function peopleKeysFault(text: string): string | undefined {
  const secrets = secretsIn(text)
  if (secrets.some(({ secret }) => secret.length < SHORTEST_SECRET)) {
    return `PEOPLE_KEY is too short; each secret of it must have at least ${SHORTEST_SECRET} characters`
  }
  if (new Set(secrets.map(({ id }) => id)).size < secrets.length) {
    return 'PEOPLE_KEY names an id twice; each must have its own'
  }
  return new Set(secrets.map(({ secret }) => secret)).size < secrets.length
    ? 'PEOPLE_KEY has the same secret twice'
    : undefined
}

const made = new Map<string, PeopleKeys>()

/** The keys that follow from the text of PEOPLE_KEY. */
export function peopleKeysFrom(text: string): PeopleKeys {
  const known = made.get(text)
  if (known) return known
  const [first, ...others] = secretsIn(text).map(peopleKey)
  const keys: PeopleKeys = [first as PeopleKey, ...others]
  made.set(text, keys)
  return keys
}
