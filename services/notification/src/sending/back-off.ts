const FIRST_MS = 1_000
const LONGEST_MS = 300_000

/**
 * How long to wait (ms) after so many failed attempts, the first one counted as 1: doubling from a second to five
 * minutes.
 */
export function backOff(attempts: number): number {
  return Math.min(FIRST_MS * 2 ** (attempts - 1), LONGEST_MS)
}
