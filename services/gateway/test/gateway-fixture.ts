import { type Bus, createLocalBus, createMemoryParking } from '@waitlist/bus'
import type { RecordedEvent } from '@waitlist/contracts'
import { createMemoryLog, createMemoryStorage, silentLogger, systemClock } from '@waitlist/event-log'
import { type Caller, createAuthenticate, createServer, registerRoutes, signToken } from '@waitlist/service-kit'
import { createMemoryAnswers } from '@waitlist/views'
import { createGatewayService } from '../src/index.ts'

const secret = 'a secret of at least thirty-two bytes'

export const till: Caller = { sub: 'till', role: 'service' }

export type Fixture = Awaited<ReturnType<typeof createFixture>>

/** The gateway on a server of its own, with a local bus on a log in memory; `handled` is what another service has seen. */
export async function createFixture() {
  const drivers = { log: createMemoryLog(createMemoryStorage()), clock: systemClock, logger: silentLogger }
  const bus: Bus = createLocalBus({ ...drivers, parking: createMemoryParking() })
  const handled: RecordedEvent[] = []
  bus.subscribe({
    group: 'witness',
    topics: ['TicketsSoldOut', 'RefundIssued'],
    awaited: true,
    async handle(event) {
      handled.push(event)
    },
  })
  const peer = { name: 'join', health: { ok: true, detail: 'ready' } }
  const gateway = createGatewayService(
    { bus },
    { peers: () => [{ name: peer.name, ready: () => peer.health }, gateway] },
  )
  const app = createServer(drivers)
  const authenticate = createAuthenticate({ secret }, systemClock)
  registerRoutes(app, gateway.routes, { authenticate, bus, peopleKey: 'people key', answers: createMemoryAnswers() })
  await gateway.start()
  await bus.start()

  const bearer = async (caller: Caller) => ({ authorization: `Bearer ${await signToken(secret, caller)}` })
  return {
    app,
    bus,
    gateway,
    handled,
    peer,
    bearer,
    log: drivers.log,
    async publish(payload: unknown, contentType: string, headers: object = {}) {
      const sent = { 'content-type': contentType, ...(await bearer(till)), ...headers }
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
      const response = await app.inject({ method: 'POST', url: '/api/events', headers: sent, payload: text })
      return { status: response.statusCode, body: response.json() }
    },
    async close() {
      await app.close()
      await bus.close()
      await gateway.close()
      await drivers.log.close()
    },
  }
}

/** A sell-out as another service publishes it. */
export const soldOut = (id: string, more: object = {}) => ({
  specversion: '1.0',
  id,
  source: '/ticketing',
  type: 'TicketsSoldOut',
  time: '2027-05-02T09:00:00.000Z',
  data: { eventId: 'concert' },
  ...more,
})
