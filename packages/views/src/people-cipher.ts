import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { PeopleKey, PeopleKeys } from './people-keys.ts'

/** Something personal as it is stored: under which key, and the bytes (nonce, tag, ciphertext), base64url. */
export type Sealed = { readonly key: string; readonly sealed: string }

/** Encrypts what is stored of people, each value for the row it stands in. */
export type PeopleCipher = {
  /** The name of the key that seals. */
  readonly newest: string
  /** The names of all keys. */
  readonly names: readonly string[]
  /** JSON in, for the row of this name. */
  seal(row: string, value: object): Sealed
  /** The value again. Throws PeopleKeyError when it was changed, or sealed for another row or under another key. */
  open(row: string, sealed: Sealed): object
  /** What an address is found by, under each key, the newest first. */
  fingerprints(text: string): readonly [string, ...string[]]
}

/** Personal data that is stored cannot be read with the keys there are. */
export class PeopleKeyError extends Error {
  override readonly name = 'PeopleKeyError'
}

const NONCE_BYTES = 12
const TAG_BYTES = 16
const ALGORITHM = 'aes-256-gcm'

/** AES-256-GCM with a fresh nonce each time; the row is authenticated with it, so that no value stands in for another. */
export function createPeopleCipher(keys: PeopleKeys): PeopleCipher {
  const byName = new Map(keys.map((key) => [key.name, key]))
  const [newest] = keys

  return {
    newest: newest.name,
    names: [...byName.keys()],
    seal(row, value) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, newest.encryption, nonce).setAAD(Buffer.from(row))
      const bytes = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
      return { key: newest.name, sealed: Buffer.concat([nonce, cipher.getAuthTag(), bytes]).toString('base64url') }
    },
    open(row, { key, sealed }) {
      const known = byName.get(key)
      if (!known) throw new PeopleKeyError(`PEOPLE_KEY lacks the key ${key}`)
      return opened(known, row, Buffer.from(sealed, 'base64url'))
    },
    fingerprints: (text) => keys.map((key) => key.fingerprint(text)) as [string, ...string[]],
  }
}

function opened({ name, encryption }: PeopleKey, row: string, bytes: Buffer): object {
  try {
    const decipher = createDecipheriv(ALGORITHM, encryption, bytes.subarray(0, NONCE_BYTES))
    decipher.setAAD(Buffer.from(row)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
    return JSON.parse(text.toString()) as object
  } catch {
    // What a parser or a cipher says might quote what it read.
    throw new PeopleKeyError(`A row of people under the key ${name} is damaged`)
  }
}

/** Throws PeopleKeyError, with a line for a person, when something is stored under a key that is not there any more. */
export function requireKeys(cipher: PeopleCipher, stored: readonly string[]): void {
  const missing = stored.filter((name) => !cipher.names.includes(name))
  if (missing.length === 0) return
  throw new PeopleKeyError(
    `PEOPLE_KEY lacks a secret that stored addresses are encrypted with (${missing.join(', ')}); add it behind the first one`,
  )
}
