import type { RecordedEvent } from '@waitlist/contracts'

/** Notices are tried for a day; an offer as long as it is open, which its own deadline sees to. */
const PATIENCE_MS = 86_400_000

/** Whether a notice that cannot be sent at a moment (ms) is given up. */
export function isGivenUp({ data, time }: RecordedEvent<'NotificationPlanned'>, now: number): boolean {
  return data.template !== 'offer' && now - time >= PATIENCE_MS
}

/** The final reason of one that is given up. */
export const givenUp = (reason: string) => `given up: ${reason}`
