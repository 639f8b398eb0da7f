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

/** What a provider says about a message; a refusal is final. */
export type Delivery = { readonly status: 'accepted' } | { readonly status: 'refused'; readonly reason: string }

/**
 * The way out. When `send` rejects, nobody knows whether the message went out: it is sent again under the same notice
 * id, so a driver that can tell a repeat by it should.
 */
export type NoticeChannel = {
  send(noticeId: string, message: Message): Promise<Delivery>
  close(): Promise<void>
}
