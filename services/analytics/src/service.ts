import {
  inboundTypes,
  type NoticeType,
  noticeTypes,
  type RecordedEvent,
  releaseTypes,
  waitlistTypes,
} from '@waitlist/contracts'
import { foldFrom } from '@waitlist/event-log'
import type { Drivers, Service } from '@waitlist/service-kit'
import { createBodies } from './feed/body.ts'
import type { FeedSource } from './feed/pages.ts'
import { getStats } from './http/get-stats.ts'
import { readEvents } from './http/read-events.ts'
import { createNoticeTally } from './notices/tally.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { replay } from './replay.ts'
import { statsView } from './stats/view.ts'

/** Analytics, and a way to end the feeds that clients follow: a server cannot close while they go on. */
export type AnalyticsService = Service & { endFeeds(): void }

/**
 * Analytics: follows everything, counts it, and serves the figures and the feed. Its views live in memory and are
 * folded from the own log when it starts; the feed is the log itself.
 */
export function createAnalyticsService({ log, bus, views, clock }: Drivers): AnalyticsService {
  const source: FeedSource = log
  const stats = views.open(statsView)
  const notices = createNoticeTally()
  const bodies = createBodies()
  const projected = [...waitlistTypes, ...releaseTypes, ...noticeTypes]
  let started = false

  // The version that comes next, by stream.
  const next = new Map<string, number>()

  async function project(events: readonly RecordedEvent[]): Promise<void> {
    await stats.apply(events.filter((event) => !isNotice(event)))
    for (const event of events) {
      if (isNotice(event)) notices.add(event)
      else next.set(event.stream, event.version + 1)
    }
  }

  /** Projects what the own log holds of a stream without a gap: what overtook others was kept there until they came. */
  const catchUp = oneAtATime(async (stream) => {
    const events: RecordedEvent[] = []
    await foldFrom(log, stream, next.get(stream) ?? 1, (event) => void events.push(event))
    await project(events)
  })

  bus.subscribe({
    group: 'analytics',
    topics: [...inboundTypes, ...projected],
    awaited: true,
    async handle(event) {
      await log.replicate([event])
      if (isNotice(event)) notices.add(event)
      else if (!isInbound(event)) await catchUp(event.stream)
    },
  })

  return {
    name: 'analytics',
    routes: [getStats(stats, notices), readEvents({ source, stats, bodies, clock })],
    async start() {
      await replay(log, projected, project)
      started = true
    },
    endFeeds: bodies.endAll,
    async close() {
      started = false
      bodies.endAll()
    },
    ready: () => ({ ok: started, detail: started ? 'ready' : 'not started' }),
  }
}

function isNotice(event: RecordedEvent): event is RecordedEvent<NoticeType> {
  return event.stream.startsWith('notice:')
}

function isInbound({ stream }: RecordedEvent): boolean {
  return stream.startsWith('inbound:')
}
