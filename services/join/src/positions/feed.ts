import { keyOf, type RecordedEvent } from '@waitlist/contracts'
import type { Clock, Logger } from '@waitlist/event-log'
import { pause } from '@waitlist/event-log/clock'
import type { Changes } from './batch.ts'
import { createTurnstile } from './turnstile.ts'
import { type BatchSettings, entryIn, UnfinishedError, writeBatch } from './write-batch.ts'

export type PositionFeedSettings = Omit<BatchSettings, 'isClosing'> & {
  readonly clock: Clock
  readonly logger: Logger
}

/** Keeps a position store up to the waitlists that this process writes: behind its back, and without a promise. */
export type PositionFeed = {
  /** Takes note of events in the log: own ones after their commit, followed ones after they were folded. Never waits. */
  note(events: readonly RecordedEvent[]): void
  /** Ends what is being written, and takes no more notes. */
  close(): Promise<void>
}

/** Changes that come so close together are written in one go. */
const GATHER_MS = 20
/** So many events are written at a time. */
const AT_ONCE = 4
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

type Feed = Changes & {
  readonly eventId: string
  /** The version that the model has, as far as we know; undefined when we don't. */
  since: number | undefined
  failures: number
}

export function createPositionFeed(settings: PositionFeedSettings): PositionFeed {
  const { clock, logger } = settings
  const feeds = new Map<string, Feed>()
  const turnstile = createTurnstile(AT_ONCE)
  const running = new Set<Promise<void>>()
  const end = Promise.withResolvers<void>()
  let closing = false
  const isClosing = () => closing

  function noteOne(event: RecordedEvent): void {
    const eventId = keyOf(event.stream)
    const isOwn = event.stream.startsWith('waitlist:')
    const entryId = entryIn(event)
    if (!isOwn && entryId === undefined) return
    const feed = feeds.get(eventId) ?? begin(eventId, isOwn ? event.version - 1 : undefined)
    if (isOwn && event.version !== feed.upTo + 1) return
    if (isOwn) feed.upTo = event.version
    if (entryId !== undefined) feed.entryIds.add(entryId)
  }

  function begin(eventId: string, since: number | undefined): Feed {
    const feed: Feed = { eventId, entryIds: new Set(), upTo: since ?? 0, since, failures: 0 }
    feeds.set(eventId, feed)
    const work = follow(feed).finally(() => running.delete(work))
    running.add(work)
    return feed
  }

  const rest = (ms: number) => Promise.race([pause(clock, ms), end.promise])

  /** Writes until nothing is left to write, then forgets the event: its next change says by itself what it follows. */
  async function follow(feed: Feed): Promise<void> {
    await rest(GATHER_MS)
    while (!closing) {
      const told = await turnstile(() => write(feed))
      if (told === feed.upTo && feed.entryIds.size === 0) break
      await rest(told === undefined ? pauseAfter(feed.failures) : GATHER_MS)
    }
    feeds.delete(feed.eventId)
  }

  async function write(feed: Feed): Promise<number | undefined> {
    try {
      const told = await writeBatch({ ...settings, isClosing }, feed.eventId, feed, feed.since)
      feed.since = told
      feed.failures = 0
      return told
    } catch (error) {
      // Nothing is remembered on end for a store that is away; the log still knows what changed.
      feed.since = undefined
      feed.entryIds.clear()
      if (error instanceof UnfinishedError) logger.warn({ err: error, eventId: feed.eventId }, 'trying again later')
      feed.failures += 1
      return undefined
    }
  }

  return {
    note(events) {
      if (closing) return
      for (const event of events) noteOne(event)
    },
    async close() {
      closing = true
      end.resolve()
      await Promise.all(running)
    },
  }
}

function pauseAfter(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)
}
