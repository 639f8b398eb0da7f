import { createHash, randomBytes } from 'node:crypto'
import { keyHash } from './key-hash.ts'

export type IdPrefix = 'ent' | 'off' | 'rel' | 'lot' | 'ntc'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const RANDOM_CHARACTERS = 19

function base32(bytes: Uint8Array, characters: number): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    for (; bits >= 5 && text.length < characters; bits -= 5) text += ALPHABET[(value >>> (bits - 5)) & 31]
    value &= (1 << bits) - 1
  }
  return text
}

/** The first seven characters of every id of an event: its key hash, so a router finds the owner from the id alone. */
export function hashCharacters(key: string): string {
  const hash = keyHash(key)
  return base32(Uint8Array.of(hash >>> 24, hash >>> 16, hash >>> 8, hash, 0), 7)
}

/** The key hash that an id carries, unsigned 32 bits. The id has been validated against its pattern. */
export function hashInId(id: string): number {
  const characters = id.slice(4, 11)
  let value = 0
  for (const character of characters) value = value * 32 + ALPHABET.indexOf(character)
  return Math.floor(value / 8)
}

const RANDOM_BYTES = 12
let pool = Buffer.alloc(0)
let used = 0

/** Random bytes out of a pool: asking the system for twelve costs as much as asking for thousands. */
function nextRandomBytes(): Uint8Array {
  if (used >= pool.length) {
    pool = randomBytes(RANDOM_BYTES * 512)
    used = 0
  }
  used += RANDOM_BYTES
  return pool.subarray(used - RANDOM_BYTES, used)
}

/** A new random id of an event (95 random bits). */
export function randomId(prefix: IdPrefix, key: string): string {
  return `${prefix}_${hashCharacters(key)}${base32(nextRandomBytes(), RANDOM_CHARACTERS)}`
}

/** The id that a cause and a purpose always give, so that a repeated reaction makes the same one. */
export function derivedId(prefix: IdPrefix, key: string, ...causeAndPurpose: readonly string[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([prefix, key, ...causeAndPurpose]))
    .digest()
  return `${prefix}_${hashCharacters(key)}${base32(digest, RANDOM_CHARACTERS)}`
}
