import type { RecordedEvent } from '@waitlist/contracts'
import { type History, type Violation, violation } from './violation.ts'

type Notice = readonly RecordedEvent[]
type Final = RecordedEvent<'NotificationSent'> | RecordedEvent<'NotificationFailed'>

const isFinal = (event: RecordedEvent): event is Final =>
  event.type === 'NotificationSent' || event.type === 'NotificationFailed'

const plannedOf = (notice: Notice) => {
  const [first] = notice
  return first?.type === 'NotificationPlanned' ? first.data : undefined
}

/** I10: each (offer, channel) has a notice, and each notice ends once: a provider took it, or there is a final reason. */
export function everyNoticeEndsOnce({ waitlist, release }: History, notices: readonly Notice[]): Violation[] {
  const channels = new Map(
    waitlist.flatMap((event) => (event.type === 'WaitlistJoined' ? [[event.data.entryId, event.data.channels]] : [])),
  )
  const told = new Set(
    notices.flatMap((notice) => {
      const planned = plannedOf(notice)
      return planned?.template === 'offer' ? [`${planned.offerId} ${planned.channel}`] : []
    }),
  )
  const untold = release.flatMap((event) => {
    if (event.type !== 'OfferMade') return []
    const { offerId, entryId } = event.data
    return (channels.get(entryId) ?? [])
      .filter((channel) => !told.has(`${offerId} ${channel}`))
      .map((channel) => violation('I10', `nobody was to be told of ${offerId} by ${channel}`, event))
  })
  const endless = notices
    .filter((notice) => notice.filter(isFinal).length !== 1 || !isFinal(notice.at(-1) as RecordedEvent))
    .map((notice) =>
      violation('I10', `a notice did not end once: ${notice.map(({ type }) => type).join()}`, notice.at(-1)),
    )
  return [...untold, ...endless]
}

/**
 * I10: a provider took a message once, and copies only where an attempt is counted as ambiguous. `taken`: how often a
 * provider took the message of each notice, by notice id.
 */
export function copiesAreCounted(notices: readonly Notice[], taken: ReadonlyMap<string, number>): Violation[] {
  return notices.flatMap((notice) => {
    const last = notice.at(-1)
    if (!last || !isFinal(last)) return []
    const { noticeId, ambiguous = 0 } = last.data
    const copies = taken.get(noticeId) ?? 0
    const sent = last.type === 'NotificationSent' ? 1 : 0
    if (copies >= sent && copies <= sent + ambiguous) return []
    return [violation('I10', `${noticeId} was taken ${copies} times, with ${ambiguous} attempts in doubt`, last)]
  })
}
