import type { Message, NoticeChannel } from './notice-channel.ts'

/** A channel that keeps what it is given, by notice id, in the order of first arrival. */
export type MemoryChannel = NoticeChannel & { readonly messages: ReadonlyMap<string, Message> }

export function createMemoryChannel(): MemoryChannel {
  const messages = new Map<string, Message>()
  return {
    messages,
    recognisesRepeats: () => true,
    async send(noticeId, message) {
      messages.set(noticeId, message)
      return { status: 'accepted' }
    },
    async close() {},
  }
}
