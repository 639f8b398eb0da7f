import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type RecordedEvent, routes, type StatsReply } from '@waitlist/contracts'
import { eventExamples } from '@waitlist/contracts/event-examples'
import { recount } from '@waitlist/testkit/recount/recount'

const balance = (free: number, open: number) => ({
  standing: { released: 2, owed: 0, free, scheduled: 0, open, claimed: 0, fulfilled: 0, returned: 0 },
})

/** An event of one entry and one offer, as the feed would have it. */
export function shortStory(eventId: string): RecordedEvent[] {
  const { WaitlistOpened, WaitlistJoined, TicketsReleased, OfferMade } = eventExamples
  const told = [
    ['waitlist', 'WaitlistOpened', { ...WaitlistOpened, eventId }],
    ['waitlist', 'WaitlistJoined', { ...WaitlistJoined, eventId }],
    ['release', 'TicketsReleased', { ...TicketsReleased, eventId, quantity: 2, balance: balance(2, 0) }],
    ['release', 'OfferMade', { ...OfferMade, eventId, quantity: 2, balance: balance(0, 2) }],
  ] as const
  const versions = { waitlist: 0, release: 0 }
  return told.map(([kind, type, data], at) => {
    versions[kind] += 1
    const [stream, version] = [`${kind}:${eventId}`, versions[kind]]
    const envelope = { id: `${stream}@${version}`, source: '/waitlist/test', schema: 1, stream, version }
    return { ...envelope, type, data, time: Date.parse('2027-05-02T10:00:00Z') + at * 60_000 } as RecordedEvent
  })
}

export type StandIn = {
  readonly url: string
  /** What follows the story, from the next time on that statistics are asked for. */
  readonly later: RecordedEvent[]
  close(): Promise<void>
}

/** A product that has a feed and statistics of it, which may be doctored; `cursors` of its feed are places in a list. */
export async function startStandIn(
  events: readonly RecordedEvent[],
  doctor: (stats: StatsReply) => StatsReply = (stats) => stats,
): Promise<StandIn> {
  const told = [...events]
  const later: RecordedEvent[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://stand.in')
    const prefix = routes.getStats.path.replace('{eventId}', '')
    if (pathname.startsWith(prefix)) {
      const eventId = decodeURIComponent(pathname.slice(prefix.length))
      told.push(...later.splice(0))
      response.end(JSON.stringify(doctor(recount(eventId, told))))
      return
    }
    const [after, eventId] = [Number(searchParams.get('after') ?? 0), searchParams.get('eventId')]
    const lines = told.flatMap(({ schema, version, ...event }, at) => {
      if (at < after || (eventId !== null && event.data.eventId !== eventId)) return []
      const rest = { specversion: '1.0', dataschema: `/schemas/${event.type}/${schema}`, streamversion: version }
      return [JSON.stringify({ ...event, ...rest, time: new Date(event.time).toISOString(), feedcursor: `${at + 1}` })]
    })
    response.end(lines.slice(0, Number(searchParams.get('limit'))).join('\n'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    later,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
