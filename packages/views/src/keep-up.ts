import { partitionOfStream, type RecordedEvent } from '@waitlist/contracts'
import type { EventLog } from '@waitlist/event-log'
import type { ViewStore } from './define-view.ts'
import { projectStream, rebuild } from './rebuild.ts'

/** Keeps a view at the head of the own streams, whichever process wrote to them. */
export type KeepUp = {
  /** Projects events just committed here. Resolves when the view has them. */
  committed(events: readonly RecordedEvent[]): Promise<void>
  /** Projects what others may have committed to the streams of these partitions and died before they projected it. */
  gained(partitions: ReadonlySet<number>): Promise<void>
  /** Resolves when nothing that was gained is still being projected; at once when nothing is. */
  settled(): Promise<void>
}

/**
 * Ties a view to the streams of a kind ("waitlist:"). A view may be shared by processes: one that dies between a commit
 * and its projection leaves a gap, which is read from the log by whoever meets it.
 */
export function createKeepUp<Row extends object>(
  log: Pick<EventLog, 'streams' | 'read'>,
  prefix: string,
  view: ViewStore<Row>,
): KeepUp {
  let gaining: Promise<unknown> = Promise.resolve()

  return {
    async committed(events) {
      const applied = await view.apply(events)
      for (const [stream, head] of new Map(events.map(({ stream, version }) => [stream, version]))) {
        const from = applied.get(stream) ?? 0
        if (from < head) await projectStream(log, stream, from + 1, view)
      }
    },
    gained(partitions) {
      const done = rebuild(log, prefix, view, (stream) => partitions.has(partitionOfStream(stream)))
      gaining = Promise.allSettled([gaining, done])
      return done
    },
    async settled() {
      await gaining
    },
  }
}
