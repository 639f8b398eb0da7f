import { type RecordedEvent, streamOf } from '@waitlist/contracts'
import type { EventLog } from '@waitlist/event-log'
import { createMongoLog, openMongo } from '@waitlist/event-log/mongo'
import { databaseOf } from '@waitlist/service-kit/process/engines-config'
import { latestEvent } from '@waitlist/service-kit/stored-events'
import type { History } from '@waitlist/testkit/invariants/violation'

/** The logs of the owners, read beside the product: what is true, whatever anybody was told. */
export type Logs = {
  /** Both streams of an event, whole. */
  history(eventId: string): Promise<History>
  /** The streams of all notices about an event. */
  notices(eventId: string): Promise<RecordedEvent[][]>
  /** The log of a service. */
  of(service: LoggingService): EventLog
  close(): Promise<void>
}

export type LoggingService = 'join' | 'release' | 'notification' | 'analytics'

const SERVICES: readonly LoggingService[] = ['join', 'release', 'notification', 'analytics']
const PAGE = 1_000

async function whole(log: EventLog, stream: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = []
  for (;;) {
    const page = await log.read(stream, events.length + 1, PAGE)
    events.push(...page)
    if (page.length < PAGE) return events
  }
}

/** Opens the databases of a product on a MongoDB. */
export async function openLogs(url: string, database: string): Promise<Logs> {
  const opened = await Promise.all(
    SERVICES.map(async (service) => {
      const store = await openMongo({ url, database: databaseOf(database, service) })
      return [service, { store, log: await createMongoLog(store, { upcast: latestEvent, outbox: false }) }] as const
    }),
  )
  const stores = Object.fromEntries(opened) as Record<LoggingService, (typeof opened)[number][1]>
  const of = (service: LoggingService) => stores[service].log

  async function notices(eventId: string): Promise<RecordedEvent[][]> {
    const found: RecordedEvent[][] = []
    for (let after = ''; ; ) {
      const heads = await of('notification').streams('notice:', after, PAGE)
      const streams = await Promise.all(heads.map(({ stream }) => whole(of('notification'), stream)))
      found.push(
        ...streams.filter(
          ([first]) => first !== undefined && 'eventId' in first.data && first.data.eventId === eventId,
        ),
      )
      if (heads.length < PAGE) return found
      after = heads.at(-1)?.stream ?? ''
    }
  }

  return {
    of,
    notices,
    async history(eventId) {
      const [waitlist, release] = await Promise.all([
        whole(of('join'), streamOf('waitlist', eventId)),
        whole(of('release'), streamOf('release', eventId)),
      ])
      return { waitlist, release }
    },
    async close() {
      for (const { store, log } of Object.values(stores)) {
        await log.close()
        await store.close()
      }
    },
  }
}
