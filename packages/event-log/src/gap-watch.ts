import type { RecordedEvent } from '@waitlist/contracts'
import { attributeNames, createCount, metricNames } from '@waitlist/telemetry'
import type { Clock } from './clock.ts'
import { foldFrom } from './following.ts'
import type { Logger } from './logger.ts'
import type { EventLog } from './port.ts'

/** Versions of a followed stream that did not come, first and last. */
export type Gap = { readonly stream: string; readonly from: number; readonly to: number }

export type GapWatchOptions = {
  readonly log: Pick<EventLog, 'read' | 'head'>
  readonly clock: Clock
  readonly logger: Logger
  /** Asks the stream's owner to publish again what is missing. May fail: it is asked again. */
  readonly ask: (gap: Gap) => Promise<void>
  /** How old (ms) a gap is when it is asked for: topics interleave, so a young one closes by itself. */
  readonly patience?: number
}

/** Sees to it that what a follower misses for long is asked for. */
export type GapWatch = {
  /** These events of followed streams are in the log now. */
  saw(events: readonly RecordedEvent[]): void
  close(): void
}

const PATIENCE_MS = 5_000
const MOST_STREAMS = 20_000

/** What may be missing from a version on, up to the newest that came; or, without a gap, the version that comes next. */
async function gapBehind(log: GapWatchOptions['log'], stream: string, from: number): Promise<Gap | number> {
  for (let next = from; ; ) {
    next = await foldFrom(log, stream, next, () => {})
    const head = await log.head(stream)
    if (head < next) return next
    // At the head it came while we looked.
    if (head > next) return { stream, from: next, to: head - 1 }
  }
}

/** Watches followed streams for versions that do not come (design 5: alarmed after five seconds, and asked for). */
export function createGapWatch({ log, clock, logger, ask, patience = PATIENCE_MS }: GapWatchOptions): GapWatch {
  /** The version that comes next, by stream, for those seen lately. */
  const next = new Map<string, number>()
  const timers = new Map<string, () => void>()
  /** The first version that was asked for and has not come, by stream. */
  const owed = new Map<string, number>()
  const count = createCount(metricNames.gaps)
  let closed = false

  function remember(stream: string, version: number): void {
    next.delete(stream)
    next.set(stream, version)
    if (next.size <= MOST_STREAMS) return
    for (const oldest of next.keys()) {
      if (!timers.has(oldest)) next.delete(oldest)
      return
    }
  }

  function lookLater(stream: string, missing: number): void {
    if (closed || timers.has(stream)) return
    timers.set(
      stream,
      clock.after(patience, () => void look(stream, missing)),
    )
  }

  /** In a flood one topic can be seconds behind another, so only what was asked for and still does not come is an error. */
  function raise(gap: Gap): void {
    const isOwed = owed.get(gap.stream) === gap.from
    if (isOwed) logger.error({ ...gap }, 'events of a followed stream were asked for, and are still missing')
    else logger.warn({ ...gap }, 'events of a followed stream did not come in time; its owner is asked for them')
    count(1, { [attributeNames.streamKind]: gap.stream.slice(0, gap.stream.indexOf(':')) })
  }

  /** `missing` was so when this look was decided on. Any other gap is younger: while events come there often is one. */
  async function look(stream: string, missing: number): Promise<void> {
    let still = missing
    try {
      const found = await gapBehind(log, stream, next.get(stream) ?? 1)
      if (typeof found === 'number') {
        timers.delete(stream)
        owed.delete(stream)
        return remember(stream, found)
      }
      remember(stream, found.from)
      still = found.from
      if (still === missing) {
        raise(found)
        await ask(found)
        owed.set(stream, still)
      }
    } catch (error) {
      logger.warn({ err: error, stream }, 'a gap could not be looked at, or asked for')
    }
    timers.delete(stream)
    lookLater(stream, still)
  }

  function sawOne({ stream, version }: RecordedEvent): void {
    const expected = next.get(stream) ?? 1
    if (version === expected) remember(stream, version + 1)
    else if (version > expected) lookLater(stream, expected)
  }

  return {
    saw(events) {
      for (const event of events) sawOne(event)
    },
    close() {
      closed = true
      for (const cancel of timers.values()) cancel()
      timers.clear()
    },
  }
}

/** A log whose followed streams are watched for gaps. */
export function watched(log: EventLog, watch: GapWatch): EventLog {
  return {
    ...log,
    async replicate(events) {
      await log.replicate(events)
      watch.saw(events)
    },
  }
}

const AT_ONCE = 500

/** What a gap lacks, out of the owner's log: the first of it, when it is large; who lacks the rest asks again. */
export function eventsIn(log: Pick<EventLog, 'read'>, { stream, from, to }: Gap): Promise<RecordedEvent[]> {
  return log.read(stream, from, Math.min(to - from + 1, AT_ONCE))
}
