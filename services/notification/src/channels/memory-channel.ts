import type { Message, NoticeChannel } from './notice-channel.ts'

/** A channel that keeps what it is given, by notice id, in the order of first arrival. */
export type MemoryChannel = NoticeChannel & { readonly messages: ReadonlyMap<string, Message> }

export function createMemoryChannel(): MemoryChannel {
  const messages = new Map<string, Message>()
  const customers = new Map<string, string>()
  return {
    messages,
    recognisesRepeats: () => true,
    async send(noticeId, message, customerId) {
      messages.set(noticeId, message)
      customers.set(noticeId, customerId)
      return { status: 'accepted' }
    },
    async forget(customerId) {
      const theirs = [...messages.keys()].filter((noticeId) => customers.get(noticeId) === customerId)
      for (const noticeId of theirs) messages.delete(noticeId)
      return theirs.length
    },
    async close() {},
  }
}
