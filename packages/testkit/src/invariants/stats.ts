import type { StatsReply } from '@waitlist/contracts'
import { differencesOf } from '../recount/differences.ts'
import { recount } from '../recount/recount.ts'
import { unbalancedIn } from '../recount/sums.ts'
import { type History, type Violation, violation } from './violation.ts'

/**
 * I17: the statistics equal a recount of the streams, number by number, and their sums balance. Of notices the history
 * knows nothing, so neither does the recount.
 */
export function statsBalance(stats: StatsReply | undefined, { waitlist, release }: History): Violation[] {
  const events = [...waitlist, ...release]
  if (!stats) return events.length > 0 ? [violation('I17', 'there are no statistics')] : []
  const { notices, reached } = stats
  const recounted = { ...recount(stats.eventId, events), notices, reached }
  return [...differencesOf(stats, recounted), ...unbalancedIn(stats)].map((what) => violation('I17', what))
}
