import type { EventContext } from './context.ts'
import { memberOf } from './members.ts'
import type { Notice } from './plan.ts'

const GONE: ReadonlySet<string> = new Set(['purchased', 'left', 'lapsed'])

/**
 * Why a planned notice is not to be sent any more, looked at when it is about to be; undefined when nothing speaks
 * against it. An offer whose time is over counts as ended, also before the stream says so. `now` is in ms.
 */
export function obstacleTo(notice: Notice, context: EventContext, now: number): string | undefined {
  if (context.cancelled && notice.template !== 'cancelled') return 'event cancelled'
  if (notice.template === 'offer') {
    const offer = notice.offerId === undefined ? undefined : context.offers.get(notice.offerId)
    return offer && now < offer.endsAt ? undefined : 'offer ended'
  }
  if (notice.template === 'joined') {
    const member = notice.entryId === undefined ? undefined : memberOf(context.members, notice.entryId)
    return member && !GONE.has(member.status) ? undefined : 'entry ended'
  }
  return undefined
}
