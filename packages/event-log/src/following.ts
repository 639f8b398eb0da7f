import { setImmediate } from 'node:timers/promises'
import type { RecordedEvent } from '@waitlist/contracts'
import type { EventLog } from './port.ts'

const PAGE = 500

/**
 * Gives each event of a stream from a version on to `each`, in order and without a gap, and stops where one is missing.
 * Returns the version that comes next: what to ask for the next time.
 */
export async function foldFrom(
  log: Pick<EventLog, 'read'>,
  stream: string,
  fromVersion: number,
  each: (event: RecordedEvent) => void,
): Promise<number> {
  let next = fromVersion
  for (;;) {
    const page = await log.read(stream, next, PAGE)
    for (const event of page) {
      if (event.version !== next) return next
      each(event)
      next += 1
    }
    if (page.length < PAGE) return next
    // A log that answers at once would otherwise let nobody else run until the last page.
    await setImmediate()
  }
}

/** Everything that a log has, of some key where one is given, in commit order and page after page. */
export async function* pagesOf(
  log: Pick<EventLog, 'readAll'>,
  filter: { readonly key?: string } = {},
): AsyncGenerator<readonly RecordedEvent[]> {
  for (let after = 0; ; ) {
    const page = await log.readAll(after, PAGE, filter)
    const last = page.at(-1)
    if (!last) return
    yield page.map(({ event }) => event)
    after = last.position
  }
}

/** A log that other services write too: what one follows is there already, so following stores nothing. */
export function asShared<Log extends EventLog>(log: Log): Log {
  return { ...log, async replicate() {} }
}
