import { statsView } from '@waitlist/analytics/stats/view'
import type { RecordedEvent } from '@waitlist/contracts'
import { eventsByKey } from '@waitlist/join/views/events-by-key'
import { createMemoryViews, type ViewStore } from '@waitlist/views'
import { digestOf } from '../digest.ts'

/** The views that a backup has digests of, made anew from what is applied. */
export type Folds = {
  apply(events: readonly RecordedEvent[]): Promise<void>
  /** Over the rows of each view, by its name. */
  digests(): Promise<Readonly<Record<string, string>>>
}

export function createFolds(): Folds {
  const views = createMemoryViews()
  const stores: Record<string, ViewStore<object>> = {
    [eventsByKey.name]: views.open(eventsByKey) as ViewStore<object>,
    [statsView.name]: views.open(statsView) as ViewStore<object>,
  }
  return {
    async apply(events) {
      for (const store of Object.values(stores)) await store.apply(events)
    },
    async digests() {
      const digests = Object.entries(stores).map(
        async ([name, store]) => [name, digestOf(await store.rows()).sha256] as const,
      )
      return Object.fromEntries(await Promise.all(digests))
    },
  }
}

/** Throws when a view made anew is not the one that was backed up. */
export function requireSameViews(
  found: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
): void {
  for (const [name, digest] of Object.entries(expected)) {
    if (found[name] !== digest) throw new Error(`the view ${name}, made anew, is not the one that was backed up`)
  }
}
