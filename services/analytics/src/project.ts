import { setImmediate } from 'node:timers/promises'
import type { EventType, RecordedEvent } from '@waitlist/contracts'
import type { EventLog } from '@waitlist/event-log'

const PAGE = 1000

/** Reads on in a log, from where it was the last time. */
export type Projection = {
  /** Resolves when everything that was in the log by the time of this call is applied. */
  catchUp(): Promise<void>
}

/**
 * Gives everything of some types that a log holds to `apply`, once, in the log's order and in pages. It follows the log
 * and not the bus: whoever keeps the log, this process or another instance, what overtook others is in order there.
 * Calls at once share a run; after a failure the next call goes on from the last page that was applied.
 */
export function createProjection(
  log: Pick<EventLog, 'readAll'>,
  types: readonly EventType[],
  apply: (events: readonly RecordedEvent[]) => Promise<void>,
): Projection {
  let after = 0
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined

  async function run(): Promise<void> {
    for (;;) {
      const page = await log.readAll(after, PAGE, { types })
      await apply(page.map(({ event }) => event))
      after = page.at(-1)?.position ?? after
      if (page.length < PAGE) return
      await setImmediate()
    }
  }

  function begin(): Promise<void> {
    next = undefined
    const now = run().finally(() => {
      if (running === now) running = undefined
    })
    running = now
    return now
  }

  return {
    catchUp() {
      if (!running) return begin()
      // What came after the run had begun may not be in it.
      next ??= running.then(begin, begin)
      return next
    },
  }
}
