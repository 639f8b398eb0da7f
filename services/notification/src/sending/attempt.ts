import type { RecordedEvent } from '@waitlist/contracts'
import type { Person } from '@waitlist/views'
import type { NoticeChannel } from '../channels/notice-channel.ts'
import type { EventContext } from '../domain/context.ts'
import { obstacleTo } from '../domain/obstacle.ts'
import { type ComposeOptions, compose } from '../messages/compose.ts'

/** What came of trying to send a notice. A reason to wait says nothing personal. */
export type Attempt =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'failed'; readonly reason: string }
  | { readonly outcome: 'later'; readonly reason: string }

export type AttemptDrivers = {
  readonly channel: NoticeChannel
  readonly compose: ComposeOptions
  /** What is known of an event. */
  look(eventId: string): Promise<EventContext>
}

/** Tries to send a planned notice to a person at a moment (ms). Never rejects: what went wrong may go right later. */
export async function attempt(
  { data: notice }: RecordedEvent<'NotificationPlanned'>,
  person: Person | undefined,
  now: number,
  { channel, compose: options, look }: AttemptDrivers,
): Promise<Attempt> {
  try {
    const context = await look(notice.eventId)
    const obstacle = obstacleTo(notice, context, now)
    if (obstacle) return { outcome: 'failed', reason: obstacle }
    const address = notice.channel === 'email' ? person?.email : person?.phone
    if (address === undefined) return { outcome: 'later', reason: 'no address' }
    const message = compose(notice, address, context, options)
    if (!message) return { outcome: 'failed', reason: `no template ${notice.template}` }
    const delivery = await channel.send(notice.noticeId, message)
    return delivery.status === 'accepted' ? { outcome: 'sent' } : { outcome: 'failed', reason: delivery.reason }
  } catch (failure) {
    return { outcome: 'later', reason: Error.isError(failure) ? failure.name : 'unknown' }
  }
}
