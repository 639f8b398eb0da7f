import type { Delivery, Message, NoticeChannel } from '../channels/notice-channel.ts'
import type { Notice } from '../domain/plan.ts'
import { kindOf } from './prepare.ts'

/** Hands a message to a channel. Never rejects: where the channel does, nobody knows whether it went out. */
export async function deliver(
  channel: NoticeChannel,
  { noticeId, customerId }: Pick<Notice, 'noticeId' | 'customerId'>,
  message: Message,
): Promise<Delivery> {
  try {
    return await channel.send(noticeId, message, customerId)
  } catch (failure) {
    return { status: 'ambiguous', reason: kindOf(failure) }
  }
}
