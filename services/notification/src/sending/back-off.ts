import { keyHash } from '@waitlist/contracts'

const FIRST_MS = 1_000
const LONGEST_MS = 900_000
const HASHES = 2 ** 32

/**
 * How long to wait (ms) after so many failed attempts, the first one counted as 1: doubling from a second to a quarter of
 * an hour, less up to a half by the notice's id, so that what failed together does not come back together.
 */
export function backOff(attempts: number, noticeId: string): number {
  const longest = Math.min(FIRST_MS * 2 ** (attempts - 1), LONGEST_MS)
  return Math.round(longest * (1 - fractionOf(`${noticeId} ${attempts}`) / 2))
}

/** A number in [0, 1) that follows from a text alone. */
export function fractionOf(text: string): number {
  return keyHash(text) / HASHES
}
