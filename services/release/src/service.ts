import { ParkError } from '@waitlist/bus'
import { type Cause, keyOf, RefusedError, streamOf } from '@waitlist/contracts'
import { createWriter } from '@waitlist/event-log'
import { createTakeover, type Drivers, type Service } from '@waitlist/service-kit'
import { createKeepUp } from '@waitlist/views'
import { eventLookup, type ReleaseContext } from './context.ts'
import type { Command } from './domain/commands.ts'
import { releaseDecider } from './domain/decide.ts'
import { claimOffer } from './http/claim.ts'
import { declineOffer } from './http/decline.ts'
import { getOffer } from './http/offer.ts'
import { releaseTickets } from './http/release.ts'
import { listReleases } from './http/releases.ts'
import { causedBy, followedTopics, inboundTopics, reactionTo } from './reactions.ts'
import { offerEvents } from './views/offer-events.ts'

/** The release service: owns the tickets and the offers of every event. */
export function createReleaseService(drivers: Drivers): Service {
  const { log, bus, ownership, views, clock, logger, config, lookEvery } = drivers
  const offers = views.open(offerEvents)
  const keepUp = createKeepUp(log, 'release:', offers)
  const onCommitted = keepUp.committed
  const writer = createWriter({ log, clock, logger, decider: releaseDecider, kind: 'release', onCommitted, lookEvery })
  const takeover = createTakeover({ ownership, clock, logger, keepUp, writer })
  const context: ReleaseContext = { writer, config, eventOf: eventLookup(offers, ownership, keepUp) }
  let started = false

  async function react(stream: string, command: Command, cause: Cause): Promise<void> {
    try {
      await writer.execute(stream, command, { cause })
    } catch (error) {
      // What ticketing tells us and we cannot take is for a person to look at; to be busy passes.
      const parks = error instanceof RefusedError && error.refusal.code !== 'WL_ERR_BUSY'
      throw parks ? new ParkError(error.refusal.detail) : error
    }
  }

  bus.subscribe({
    group: 'release',
    topics: inboundTopics,
    awaited: true,
    async handle(event) {
      const reaction = reactionTo(event)
      if (reaction) await react(reaction.stream, reaction.command, causedBy(event))
    },
  })
  bus.subscribe({
    group: 'release-follows-waitlist',
    topics: followedTopics,
    awaited: true,
    async handle(event) {
      await log.replicate([event])
      await writer.poke(streamOf('release', keyOf(event.stream)))
    },
  })

  return {
    name: 'release',
    routes: [
      releaseTickets(context),
      listReleases(context),
      getOffer(context),
      claimOffer(context),
      declineOffer(context),
    ],
    async start() {
      await takeover.start()
      started = true
    },
    async close() {
      started = false
      takeover.close()
      await writer.close()
    },
    ready: () => ({ ok: started, detail: started ? 'ready' : 'not started' }),
  }
}
