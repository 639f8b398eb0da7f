/** So many requests in such a time: that many at once, and then as they come back one by one, evenly over the time. */
export type Limit = { readonly count: number; readonly windowMs: number }

/** What became of a request for a share of a limit. */
export type Taken = {
  readonly ok: boolean
  /** How many are left. */
  readonly remaining: number
  /** In how many seconds all of them are back. */
  readonly resetSeconds: number
  /** In how many seconds it can be had, when it was refused; at least 1. */
  readonly retryAfterSeconds: number
}

/** Counts what callers take. A promise only where it has to ask somebody; it never rejects. */
export type RateLimiter = {
  /** Takes `cost` of what is left under a key. Nothing is taken when that is too little. */
  take(key: string, cost: number, limit: Limit): Taken | Promise<Taken>
}
