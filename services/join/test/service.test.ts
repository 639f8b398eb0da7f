import { afterEach, expect, test } from '@jest/globals'
import type { PositionReply, ProblemDocument } from '@waitlist/contracts'
import {
  createMemoryLog,
  createMemoryStorage,
  type MemoryStorage,
  silentLogger,
  systemClock,
} from '@waitlist/event-log'
import { configured, eventId, inLine, opened, scheduled } from '@waitlist/line/example-events'
import {
  builtInSettings,
  type Caller,
  createAuthenticate,
  createServer,
  type Drivers,
  registerRoutes,
  type Service,
  signToken,
} from '@waitlist/service-kit'
import { eventually } from '@waitlist/testkit/engines/eventually'
import { createMemoryAnswers, createMemoryPeople, createMemoryViews, type Views } from '@waitlist/views'
import { createJoinService } from '../src/index.ts'
import { eventsByKey } from '../src/views/events-by-key.ts'
import { createMemoryPositions } from './memory-positions.ts'
import { recordedIn } from './story.ts'

const secret = 'a secret that is long enough for a test'
const services: Service[] = []
afterEach(() => Promise.all(services.splice(0).map((service) => service.close())))

/** Views that all processes share, as those in a database. */
function sharedViews(): Views {
  const customers = createMemoryViews().open(eventsByKey)
  return { open: () => customers as never }
}

type Shared = { storage: MemoryStorage; views: Views; positions: ReturnType<typeof createMemoryPositions> }

/** A join process with its routes; it owns every event or none. */
async function start({ storage, views, positions }: Shared, owns: boolean) {
  const clock = systemClock
  const handlers: Parameters<Drivers['bus']['subscribe']>[0][] = []
  const bus = {
    subscribe: (subscription: (typeof handlers)[number]) => void handlers.push(subscription),
    settled: async () => {},
  } as unknown as Drivers['bus']
  const service = createJoinService(
    {
      ...{ log: createMemoryLog(storage), bus, clock, logger: silentLogger },
      ownership: { partitions: () => new Set(owns ? Array(12).keys() : []), onGain: () => () => {} },
      ...{ views, people: createMemoryPeople() },
      config: {
        ...{ defaults: builtInSettings, publicUrl: 'https://tickets.example', outboxDir: '', locale: 'en' },
        ...{ claimKeys: [{ id: 'k1', secret }] as const, peopleKey: secret },
      },
    },
    { positions },
  )
  services.push(service)
  const app = createServer({ clock, logger: silentLogger })
  const authenticate = createAuthenticate({ secret }, clock)
  registerRoutes(app, service.routes, { authenticate, bus, peopleKey: secret, answers: createMemoryAnswers() })
  await service.start()
  const as = async (caller: Caller, method: 'GET' | 'POST', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${await signToken(secret, caller)}` }
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
    return { status: answer.statusCode, body: answer.json() as PositionReply & ProblemDocument }
  }
  return { as }
}

test('a process that owns no event answers from the model, and shows nobody what is not theirs', async () => {
  const [storage, positions] = [createMemoryStorage(), createMemoryPositions()]
  const events = [configured({}, { schedule: scheduled({ startsAt: '2099-01-01T00:00:00.000Z' }) }), opened()]
  const names = ['ann', 'ben', 'cleo']
  await createMemoryLog(storage).replicate(recordedIn(`waitlist:${eventId}`, [...events, ...inLine(names)]))

  const shared = { storage, positions, views: sharedViews() }
  const owner = await start(shared, true)
  const body = { eventId, ticketTypes: ['A'], quantity: 1, contact: { email: 'dora@example.com', channels: ['email'] } }
  expect((await owner.as({ sub: 'dora', role: 'customer' }, 'POST', '/api/waitlist/join', body)).status).toBe(201)
  await eventually('the model', async () => (await positions.version(eventId)) === 6)

  const stranger = await start(shared, false)
  const before = positions.asked.count
  const dora = await stranger.as({ sub: 'dora', role: 'customer' }, 'GET', '/api/waitlist/position/me')
  expect(dora).toMatchObject({ status: 200, body: { customerId: 'dora', entries: [{ position: 4, total: 4 }] } })
  const url = `/api/waitlist/position/ben?eventId=${eventId}`
  const [own, foreign, unknown] = [
    await stranger.as({ sub: 'lee', role: 'organizer', org: 'org-7' }, 'GET', url),
    await stranger.as({ sub: 'max', role: 'organizer', org: 'org-8' }, 'GET', url),
    await stranger.as({ sub: 'nobody', role: 'customer' }, 'GET', `/api/waitlist/position/me?eventId=${eventId}`),
  ]
  expect(own).toMatchObject({ status: 200, body: { entries: [{ customerId: 'ben', position: 2 }] } })
  expect([foreign.status, unknown.status]).toEqual([404, 404])
  expect(positions.asked.count - before).toBe(4)
})
