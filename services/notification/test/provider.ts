import type { Channel } from '@waitlist/contracts'
import type { Delivery, Message, NoticeChannel } from '../src/channels/notice-channel.ts'

/** What a provider does with a message: what it answers, and whether the message goes out. */
export type Conduct = (noticeId: string, message: Message) => Promise<Delivery> | Delivery

/** A provider that cannot tell a repeat. */
export type Provider = NoticeChannel & {
  /** Ids of the notices that went out, as often as they did. */
  readonly received: string[]
  /** Ids of the notices that it was given, whatever it did with them. */
  readonly given: string[]
  /** Takes a message. */
  take(noticeId: string): Delivery
  /** From now on it does this, for one channel or for all. */
  does(conduct: Conduct, channel?: Channel): void
  /** It does these one after another, and then takes everything. */
  doesInTurn(...conducts: Conduct[]): void
}

export function createProvider(): Provider {
  const received: string[] = []
  const given: string[] = []
  const conducts = new Map<Channel, Conduct>()
  const turns: Conduct[] = []
  const take = (noticeId: string): Delivery => {
    received.push(noticeId)
    return { status: 'accepted' }
  }
  return {
    received,
    given,
    take,
    does(conduct, channel) {
      for (const one of channel ? [channel] : (['email', 'sms'] as const)) conducts.set(one, conduct)
    },
    doesInTurn: (...next) => void turns.push(...next),
    recognisesRepeats: () => false,
    async send(noticeId, message) {
      given.push(noticeId)
      const conduct = turns.shift() ?? conducts.get(message.channel) ?? take
      return conduct(noticeId, message)
    },
    async close() {},
  }
}

export const refuses: Conduct = () => ({ status: 'refused', reason: 'MessageRejected' })
export const isBusy: Conduct = () => ({ status: 'not-sent', reason: 'SMTP 450', away: false })
export const isAway: Conduct = () => ({ status: 'not-sent', reason: 'ECONNREFUSED', away: true })
export const losesIt: Conduct = () => ({ status: 'ambiguous', reason: 'TimeoutError' })
export const hangs: Conduct = () => new Promise(() => {})
