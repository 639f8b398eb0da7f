import { setTimeout as pause } from 'node:timers/promises'
import type { StatsReply } from '@waitlist/contracts'
import { differencesOf } from '@waitlist/testkit/recount/differences'
import { createRecount } from '@waitlist/testkit/recount/recount'
import { unbalancedIn } from '@waitlist/testkit/recount/sums'
import type { Client } from '../client.ts'
import { createReadOn } from './read-on.ts'

/** What came of comparing the statistics of one event with its feed. */
export type Outcome = {
  readonly stats: StatsReply
  readonly events: number
  /** What the statistics say otherwise, and what in them does not add up; a line each. */
  readonly differences: readonly string[]
}

export type RecountOptions = {
  /** So often statistics and feed are read anew while they differ, because more happens meanwhile. */
  readonly tries?: number
  readonly betweenMs?: number
}

/**
 * Compares the statistics of an event with a recount of its feed. On an instance at work the two are of different moments:
 * while they differ both are read again, the feed from where it was left; what differs still in the end is told.
 */
export async function recountEvent(
  client: Pick<Client, 'feed' | 'get'>,
  eventId: string,
  { tries = 10, betweenMs = 200 }: RecountOptions = {},
): Promise<Outcome> {
  const recount = createRecount(eventId)
  const readOn = createReadOn(client, eventId, recount.add)
  let events = await readOn()
  for (let left = tries; ; left -= 1) {
    const stats = await client.get<StatsReply>(`/api/waitlist/stats/${encodeURIComponent(eventId)}`)
    events += await readOn()
    const differences = [...differencesOf(stats, recount.figures()), ...unbalancedIn(stats)]
    if (differences.length === 0 || left <= 1) return { stats, events, differences }
    await pause(betweenMs)
  }
}
