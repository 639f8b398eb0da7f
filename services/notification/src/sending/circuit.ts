/** So many attempts in a row come to nothing before a provider counts as away. */
const MOST_FAILURES = 5
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

/** A probe that nobody hears of again is followed by another after this. */
const PROBE_MS = 20_000
/** While a probe is under way: how long until its outcome is asked for. */
const LOOK_AGAIN_MS = 1_000

export type Admission =
  | { readonly admitted: true; readonly probe: boolean }
  /** When (ms) to ask again. */
  | { readonly admitted: false; readonly retryAt: number }

/**
 * Keeps a process from hammering a provider that is away: then one attempt at a time is let through, after pauses that
 * grow from a second to a minute. All moments are in ms.
 */
export type Circuit = {
  admit(now: number): Admission
  /** The provider answered. True when it had been away. */
  answered(): boolean
  /** An admitted attempt found the provider away, or nobody there. True when it counts as away from now on. */
  failed(admission: { readonly probe: boolean }, now: number): boolean
  /** When the next attempt may be made, while it is away; else undefined. */
  awayUntil(): number | undefined
}

export function createCircuit(): Circuit {
  let failures = 0
  let pauses = 0
  let retryAt = 0
  let probing = false

  function pause(now: number): void {
    probing = false
    retryAt = now + Math.min(FIRST_PAUSE_MS * 2 ** pauses, LONGEST_PAUSE_MS)
    pauses += 1
  }

  return {
    admit(now) {
      if (pauses === 0) return { admitted: true, probe: false }
      if (now < retryAt) return { admitted: false, retryAt: probing ? Math.min(retryAt, now + LOOK_AGAIN_MS) : retryAt }
      probing = true
      retryAt = now + PROBE_MS
      return { admitted: true, probe: true }
    },
    answered() {
      const wasAway = pauses > 0
      failures = 0
      pauses = 0
      probing = false
      return wasAway
    },
    failed({ probe }, now) {
      if (pauses > 0) {
        // Those that were on their way when it was found to be away say nothing new.
        if (probe) pause(now)
        return false
      }
      failures += 1
      if (failures < MOST_FAILURES) return false
      pause(now)
      return true
    },
    awayUntil: () => (pauses > 0 ? retryAt : undefined),
  }
}
