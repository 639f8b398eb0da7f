import { ParkError } from '@waitlist/bus'
import { type Cause, keyOf, type RecordedEvent, RefusedError, streamOf } from '@waitlist/contracts'
import { createWriter } from '@waitlist/event-log'
import type { Drivers, Service } from '@waitlist/service-kit'
import { rebuild } from '@waitlist/views'
import type { ReleaseContext } from './context.ts'
import type { Command } from './domain/commands.ts'
import { releaseDecider } from './domain/decide.ts'
import { claimOffer } from './http/claim.ts'
import { declineOffer } from './http/decline.ts'
import { getOffer } from './http/offer.ts'
import { releaseTickets } from './http/release.ts'
import { causedBy, followedTopics, inboundTopics, reactionTo } from './reactions.ts'
import { offerEvents } from './views/offer-events.ts'

/** The release service: owns the tickets and the offers of every event. */
export function createReleaseService({ log, bus, views, clock, logger, config }: Drivers): Service {
  const offers = views.open(offerEvents)
  const onCommitted = (events: readonly RecordedEvent[]) => offers.apply(events)
  const writer = createWriter({ log, clock, logger, decider: releaseDecider, kind: 'release', onCommitted })
  const context: ReleaseContext = { writer, config, offerEvents: offers }
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
    routes: [releaseTickets(context), getOffer(context), claimOffer(context), declineOffer(context)],
    async start() {
      await rebuild(log, 'release:', offers)
      await writer.start()
      started = true
    },
    async close() {
      started = false
      await writer.close()
    },
    ready: () => ({ ok: started, detail: started ? 'ready' : 'not started' }),
  }
}
