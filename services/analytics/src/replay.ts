import { setImmediate } from 'node:timers/promises'
import type { EventType, RecordedEvent } from '@waitlist/contracts'
import type { EventLog } from '@waitlist/event-log'

const PAGE = 1000

/** Gives everything of some types that a log holds to `apply`, in the log's order and in pages. */
export async function replay(
  log: Pick<EventLog, 'readAll'>,
  types: readonly EventType[],
  apply: (events: readonly RecordedEvent[]) => Promise<void>,
): Promise<void> {
  for (let after = 0; ; ) {
    const page = await log.readAll(after, PAGE, { types })
    await apply(page.map(({ event }) => event))
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last.position
    await setImmediate()
  }
}
