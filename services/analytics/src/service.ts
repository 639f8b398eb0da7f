import { createInbound } from '@waitlist/bus'
import {
  inboundTypes,
  type NoticeType,
  noticeTypes,
  type RecordedEvent,
  releaseTypes,
  waitlistTypes,
} from '@waitlist/contracts'
import type { Drivers, Service } from '@waitlist/service-kit'
import { attributeNames, metricNames, watch } from '@waitlist/telemetry'
import { createBodies } from './feed/body.ts'
import type { FeedSource } from './feed/pages.ts'
import { getStats } from './http/get-stats.ts'
import { readEvents } from './http/read-events.ts'
import { createNoticeTally } from './notices/tally.ts'
import { createProjection } from './project.ts'
import { statsView } from './stats/view.ts'

/** Analytics, and a way to end the feeds that clients follow: a server cannot close while they go on. */
export type AnalyticsService = Service & { endFeeds(): void }

/**
 * Analytics: follows everything, counts it, and serves the figures and the feed. Its views live in memory, are
 * folded from the own log when it starts, and go on from there; the feed is the log itself.
 */
export function createAnalyticsService({ log, bus, views, clock }: Drivers): AnalyticsService {
  const source: FeedSource = log
  const stats = views.open(statsView)
  const notices = createNoticeTally()
  const bodies = createBodies()
  const inbound = createInbound(log)
  let started = false

  const projection = createProjection(log, [...waitlistTypes, ...releaseTypes, ...noticeTypes], async (events) => {
    await stats.apply(events.filter((event) => !isNotice(event)))
    for (const event of events) if (isNotice(event)) notices.add(event)
  })

  // Another instance may have kept what this one has not read yet.
  const figures = { ...stats, get: (eventId: string) => projection.catchUp().then(() => stats.get(eventId)) }

  /** Stores what came over the bus. A foreign event has no place in a stream of ours until we give it one here. */
  async function keep(event: RecordedEvent): Promise<void> {
    if (event.version > 0) await log.replicate([event])
    else await inbound.publish([event])
  }

  bus.subscribe({
    group: 'analytics',
    topics: [...inboundTypes, ...waitlistTypes, ...releaseTypes, ...noticeTypes],
    awaited: true,
    async handle(event) {
      await keep(event)
      await projection.catchUp()
    },
  })

  const stopWatching = watch(metricNames.liveOffers, async (observe) => {
    const live = (await stats.rows()).map(([, row]) => row.live)
    for (const status of ['open', 'claimed'] as const) {
      const many = live.reduce((sum, offers) => sum + offers[status], 0)
      observe(many, { [attributeNames.offerStatus]: status })
    }
  })

  return {
    name: 'analytics',
    routes: [getStats(figures, notices), readEvents({ source, stats: figures, bodies, clock })],
    async start() {
      await projection.catchUp()
      started = true
    },
    endFeeds: bodies.endAll,
    async close() {
      started = false
      stopWatching()
      bodies.endAll()
      await inbound.close()
    },
    ready: () => ({ ok: started, detail: started ? 'ready' : 'not started' }),
  }
}

function isNotice(event: RecordedEvent): event is RecordedEvent<NoticeType> {
  return event.stream.startsWith('notice:')
}
