import type { Channel } from '@waitlist/contracts'
import type { Notice } from '../domain/plan.ts'

/** A message as a channel gets it: the only thing that holds an address or a claim token. */
export type Message = {
  /** An email address or a telephone number, by channel. */
  readonly to: string
  readonly channel: Channel
  readonly template: Notice['template']
  readonly locale: string
  readonly subject?: string
  readonly text: string
  readonly html?: string
  readonly offerId?: string
  readonly claimUrl?: string
  readonly claimToken?: string
}

/** What came of handing a message over. A reason names a kind of failure; no address and no text is in it. */
export type Delivery =
  | { readonly status: 'accepted' }
  /** For good: this message, or this address, will never be taken. */
  | { readonly status: 'refused'; readonly reason: string }
  /** It certainly did not go out, and may another time. `away`: nobody's message would have now. */
  | { readonly status: 'not-sent'; readonly reason: string; readonly away: boolean }
  /** Nobody knows whether it went out. */
  | { readonly status: 'ambiguous'; readonly reason: string }

/** The way out. A `send` that rejects counts as ambiguous. */
export type NoticeChannel = {
  /**
   * Whether a message of this channel that is sent again under the same notice id reaches nobody twice. Where it does, the
   * log is told of each attempt before it is made.
   */
  recognisesRepeats(channel: Channel): boolean
  send(noticeId: string, message: Message, customerId: string): Promise<Delivery>
  /** Takes away what is kept here of messages to a customer, where any is; resolves with how many these were. */
  forget?(customerId: string): Promise<number>
  close(): Promise<void>
}
