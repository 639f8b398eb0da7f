import type { Message } from '../channels/notice-channel.ts'
import type { EventContext } from '../domain/context.ts'
import { obstacleTo } from '../domain/obstacle.ts'
import type { Notice } from '../domain/plan.ts'
import { type ComposeOptions, compose } from '../messages/compose.ts'

/** What there is to send of a notice now. A reason says nothing personal. */
export type Preparation =
  | {
      readonly outcome: 'ready'
      readonly message: Message
      /** When (ms) it would be too late; undefined when it never is. */
      readonly deadline: number | undefined
    }
  | { readonly outcome: 'failed'; readonly reason: string }
  | { readonly outcome: 'later'; readonly reason: string }

export type PreparationDrivers = {
  readonly compose: ComposeOptions
  /** What is known of an event. */
  look(eventId: string): Promise<EventContext>
}

/** Looks at a planned notice again and writes its message, at a moment (ms). Never rejects. */
export async function prepare(
  notice: Notice,
  addresses: { readonly email?: string; readonly phone?: string } | undefined,
  now: number,
  { compose: options, look }: PreparationDrivers,
): Promise<Preparation> {
  try {
    const context = await look(notice.eventId)
    const obstacle = obstacleTo(notice, context, now)
    if (obstacle) return { outcome: 'failed', reason: obstacle }
    const address = notice.channel === 'email' ? addresses?.email : addresses?.phone
    if (address === undefined) return { outcome: 'later', reason: 'no address' }
    const message = compose(notice, address, context, options)
    if (!message) return { outcome: 'failed', reason: `no template ${notice.template}` }
    return { outcome: 'ready', message, deadline: deadlineOf(notice, context) }
  } catch (failure) {
    return { outcome: 'later', reason: kindOf(failure) }
  }
}

/** What kind of failure it was: what it says might quote an address. */
export function kindOf(failure: unknown): string {
  return Error.isError(failure) ? failure.name : 'unknown'
}

function deadlineOf({ template, offerId }: Notice, { offers }: EventContext): number | undefined {
  return template === 'offer' && offerId !== undefined ? offers.get(offerId)?.endsAt : undefined
}
