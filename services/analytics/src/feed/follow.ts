import type { Clock } from '@waitlist/event-log'
import { sentEvents } from './lines.ts'
import { type FeedSelection, type FeedSource, feedPages } from './pages.ts'

/** How often a quiet connection says that it is alive, in ms; shorter than the patience of what stands between. */
const HEARTBEAT_MS = 15_000

/** The feed from a position on, live, as server-sent events; ends when the signal says so. */
export async function* followFeed(
  source: FeedSource,
  selection: FeedSelection,
  after: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): AsyncGenerator<string, void, undefined> {
  let grown = false
  let wake = () => {}
  const onAbort = () => wake()
  const stop = source.onGrowth(() => {
    grown = true
    wake()
  })
  signal.addEventListener('abort', onAbort)
  try {
    // The first bytes tell the client that it is connected.
    yield ': following\n\n'
    let position = after
    while (!signal.aborted) {
      grown = false
      for await (const page of feedPages(source, selection, position, Number.POSITIVE_INFINITY)) {
        position = page.position
        if (page.events.length > 0) yield sentEvents(page.events)
        if (signal.aborted) return
      }
      if (grown) continue
      await new Promise<void>((resolve) => {
        const cancel = clock.after(HEARTBEAT_MS, resolve)
        wake = () => {
          cancel()
          resolve()
        }
      })
      if (!grown && !signal.aborted) yield ': alive\n\n'
    }
  } finally {
    stop()
    signal.removeEventListener('abort', onAbort)
  }
}
