import type { Commit } from '@waitlist/event-log'
import type { Delivery } from '../channels/notice-channel.ts'
import { backOff } from './back-off.ts'
import type { NoticeState } from './notice-state.ts'
import { givenUp, isGivenUp } from './patience.ts'
import type { Said } from './say.ts'
import { delayedCommit, failedCommit, sentCommit } from './steps.ts'

/**
 * What came of an attempt that the log knows of and that ended at a moment (ms): what to say of it, and the commit that
 * keeps it. Another attempt is never later than `latest` (ms), whatever the back-off says.
 */
export function conclude(
  notice: NoticeState,
  delivery: Delivery,
  now: number,
  latest = Infinity,
): { readonly said: Said; readonly commit: Commit } {
  const { planned, attempts } = notice
  if (delivery.status === 'accepted') {
    return { said: { outcome: 'sent', ...countOf(notice) }, commit: sentCommit(notice, attempts, now) }
  }
  const counted = { ...notice, ambiguous: notice.ambiguous + (delivery.status === 'ambiguous' ? 1 : 0) }
  const { reason } = delivery
  if (delivery.status === 'refused') return failed(counted, reason, now)
  if (isGivenUp(planned, now)) return failed(counted, givenUp(reason), now)
  const wakeAt = Math.min(now + backOff(attempts, planned.data.noticeId), latest)
  return {
    said: { outcome: 'later', reason, ...countOf(counted) },
    commit: delayedCommit(counted, reason, now, wakeAt),
  }
}

function failed(notice: NoticeState, reason: string, now: number) {
  const said: Said = { outcome: 'failed', reason, ...countOf(notice) }
  return { said, commit: failedCommit(notice, reason, now) }
}

const countOf = ({ ambiguous }: NoticeState) => (ambiguous === 0 ? {} : { ambiguous })
