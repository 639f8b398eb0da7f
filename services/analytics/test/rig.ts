import type { AddressInfo } from 'node:net'
import { TextDecoderStream } from 'node:stream/web'
import { setImmediate } from 'node:timers/promises'
import { createLocalBus, createMemoryParking, soleOwnership } from '@waitlist/bus'
import type { EventData, InboundType, ProblemDocument, RecordedEvent, StatsReply } from '@waitlist/contracts'
import { createMemoryLog, createMemoryStorage, type MemoryLogOptions, silentLogger } from '@waitlist/event-log'
import { builtInSettings, createAuthenticate, createServer, registerRoutes, signToken } from '@waitlist/service-kit'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { createMemoryAnswers, createMemoryPeople, createMemoryViews } from '@waitlist/views'
import { createAnalyticsService } from '../src/index.ts'
import { STARTED } from './day.ts'

const secret = 'a secret that is long enough for a test'
const tokens = {
  service: await signToken(secret, { sub: 'ticketing', role: 'service' }),
  admin: await signToken(secret, { sub: 'root', role: 'admin' }),
  customer: await signToken(secret, { sub: 'ana', role: 'customer' }),
  'org-1': await signToken(secret, { sub: 'olga', role: 'organizer', org: 'org-1' }),
  'org-2': await signToken(secret, { sub: 'otto', role: 'organizer', org: 'org-2' }),
}
export type Who = keyof typeof tokens

/** A line of the feed, as far as the tests read it. */
export type Line = RecordedEvent & { readonly feedcursor: string; readonly streamversion: number }

/** The service on a log, a bus and a server of its own. */
export async function startAnalytics(storage = createMemoryStorage(), options: MemoryLogOptions = {}) {
  const clock = createFakeClock(STARTED)
  const log = createMemoryLog(storage, options)
  const bus = createLocalBus({ log, parking: createMemoryParking(), clock, logger: silentLogger })
  const service = createAnalyticsService({
    ...{
      log,
      bus,
      ownership: soleOwnership,
      clock,
      logger: silentLogger,
      views: createMemoryViews(),
      people: createMemoryPeople(),
    },
    config: {
      ...{ defaults: builtInSettings, publicUrl: 'https://tickets.example', outboxDir: '', locale: 'en' },
      ...{ claimKeys: [{ id: 'k1', secret }] as const, peopleKey: secret },
    },
  })
  const app = createServer({ clock, logger: silentLogger })
  const authenticate = createAuthenticate({ secret }, clock)
  registerRoutes(app, service.routes, { authenticate, bus, peopleKey: secret, answers: createMemoryAnswers() })
  await service.start()
  await bus.start()

  async function get(path: string, who: Who = 'service', headers: Record<string, string> = {}) {
    const answer = await app.inject({ path, headers: { authorization: `Bearer ${tokens[who]}`, ...headers } })
    return { status: answer.statusCode, headers: answer.headers, text: answer.payload }
  }

  return {
    storage,
    clock,
    log,
    service,
    get,
    /** Writes events as other services do, and waits until they are counted. */
    async tell(events: readonly RecordedEvent[]) {
      await log.replicate(events)
      await setImmediate()
      await bus.settled(events.at(-1)?.correlationId ?? '')
    },
    async stats(eventId: string, who?: Who) {
      return JSON.parse((await get(`/api/waitlist/stats/${eventId}`, who)).text) as StatsReply & ProblemDocument
    },
    async feed(query: Record<string, string | number> = {}, who?: Who): Promise<Line[]> {
      const search = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, `${value}`]),
      )
      const { status, text } = await get(`/api/events?${search}`, who)
      if (status !== 200) throw new Error(`the feed answers ${status}: ${text}`)
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Line)
    },
    /** Follows the feed over a connection of its own; what came is there to be looked at. */
    async follow(path: string, who: Who = 'service', headers: Record<string, string> = {}) {
      if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 })
      const { port } = app.server.address() as AddressInfo
      const leaving = new AbortController()
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { authorization: `Bearer ${tokens[who]}`, accept: 'text/event-stream', ...headers },
        signal: leaving.signal,
      })
      const seen = {
        status: answer.status,
        headers: answer.headers,
        text: '',
        ended: false,
        leave: () => leaving.abort(),
      }
      const read = async () => {
        for await (const part of (answer.body as ReadableStream).pipeThrough(new TextDecoderStream())) seen.text += part
      }
      void read().then(
        () => Object.assign(seen, { ended: true }),
        () => {},
      )
      return seen
    },
    async close() {
      service.endFeeds()
      await app.close()
      await bus.close()
      await service.close()
      await log.close()
    },
  }
}

export type Analytics = Awaited<ReturnType<typeof startAnalytics>>

/** An inbound event as it stands in the log. */
export function inbound<T extends InboundType>(type: T, version: number, data: EventData<T>): RecordedEvent {
  const stream = `inbound:${data.eventId}`
  const envelope = { id: `ticketing-${data.eventId}-${version}`, source: '/ticketing', schema: 1, stream, version }
  return { ...envelope, type, data, time: STARTED + version } as RecordedEvent
}

const PATIENCE_MS = 20_000

/** Lets the process work until something is so; fails when it never comes to that. */
export async function until(holds: () => boolean): Promise<void> {
  for (const begun = performance.now(); !holds(); await setImmediate()) {
    if (performance.now() - begun > PATIENCE_MS) throw new Error('it never came to that')
  }
}
