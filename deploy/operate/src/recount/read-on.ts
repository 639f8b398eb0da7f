import type { RecordedEvent } from '@waitlist/contracts'
import type { Client } from '../client.ts'

const PAGE = 10_000

/** Reads on in the feed, from where it was the last time to the end; gives how many events there were. */
export type ReadOn = () => Promise<number>

/** Makes a reader of the feed, of one event or of all, that gives each of its events to `take`. */
export function createReadOn(
  { feed }: Pick<Client, 'feed'>,
  eventId: string | undefined,
  take: (event: RecordedEvent) => void,
): ReadOn {
  let after: string | undefined
  return async () => {
    for (let count = 0; ; ) {
      const page = await feed({
        limit: String(PAGE),
        ...(eventId !== undefined && { eventId }),
        ...(after !== undefined && { after }),
      })
      for (const event of page.events) take(event)
      after = page.cursor ?? after
      count += page.events.length
      if (page.events.length < PAGE) return count
    }
  }
}
