import { type Channel, releaseTypes, waitlistTypes } from '@waitlist/contracts'
import { type Drivers, type Service, signClaimToken } from '@waitlist/service-kit'
import type { NoticeChannel } from './channels/notice-channel.ts'
import { createNoticeLog } from './notice-log.ts'
import { createPlanner } from './planning/planner.ts'
import { createSender } from './sending/sender.ts'

/** What notification works with: as every service, and the way out for its messages. */
export type NotificationDrivers = Drivers & { readonly channel: NoticeChannel }

/**
 * Notification: follows the waitlists and the offers, plans the messages these call for, and sends them. What is
 * planned is in the log before anything is sent, so a stop at any point loses none. Closes the channel it was given.
 */
export function createNotificationService(drivers: NotificationDrivers): Service {
  const { log, bus, ownership, clock, logger, people, channel, config } = drivers
  const notices = createNoticeLog(log)
  const planner = createPlanner({ log, notices, clock }, () => sender.poke())
  const sender = createSender({
    log,
    notices,
    people,
    clock,
    logger,
    channel,
    look: planner.look,
    compose: {
      publicUrl: config.publicUrl,
      signClaim: (offerId, entryId) => signClaimToken(config.claimKeys, offerId, entryId),
    },
  })

  // Also while this closes: an erasure that somebody else finishes must not miss what is here.
  people.onErase(sender.forget)
  let stopListening = () => {}

  bus.subscribe({
    group: 'notification',
    topics: [...waitlistTypes, ...releaseTypes],
    handle: planner.handle,
    awaited: false,
  })

  return {
    name: 'notification',
    routes: [],
    async start() {
      // Who had a partition before may have planned what it did not live to send.
      stopListening = ownership.onGain(() => sender.poke())
      sender.poke()
    },
    async close() {
      stopListening()
      await sender.close()
      await planner.close()
      await channel.close()
    },
    ready: () => ({ ok: true, detail: detailOf(sender.away()) }),
  }
}

/** A provider that is away keeps nobody from asking for more: what is planned waits. */
function detailOf(away: readonly Channel[]): string {
  return away.length === 0 ? 'plans and sends' : `plans and sends, but for ${away.join(' and ')}: the provider is away`
}
