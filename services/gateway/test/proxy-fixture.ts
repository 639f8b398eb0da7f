import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OwnerMap } from '@waitlist/bus'
import type { ServiceName } from '@waitlist/contracts'
import { type Clock, type Logger, systemClock } from '@waitlist/event-log'
import { createAuthenticate, createServer, registerRoutes } from '@waitlist/service-kit'
import { createMemoryAnswers } from '@waitlist/views'
import { createGatewayService } from '../src/index.ts'
import { createGatewayProxy } from '../src/proxy/proxy.ts'

export const secret = 'a secret of at least thirty-two bytes'

/** Time that goes faster, so that what a gateway waits for in vain does not take seconds. */
export const fastClock: Clock = {
  now: () => systemClock.now() * 20,
  after: (ms, call) => systemClock.after(ms / 20, call),
}

/** A request as a process got it. */
export type Seen = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

export type Handle = (request: Seen, response: ServerResponse) => void

export type Upstream = Awaited<ReturnType<typeof createUpstream>>

/** A process of a service: a real server on a free port, that answers with its own name until it is told otherwise. */
export async function createUpstream(name: string, port = 0) {
  const seen: Seen[] = []
  let handle: Handle = (_, response) => response.setHeader('content-type', 'text/plain').end(name)
  const server = createHttpServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers, rawHeaders } = request
    const asked = { method, url, headers, rawHeaders, body: Buffer.concat(chunks) }
    seen.push(asked)
    handle(asked, response)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const { port: listening } = server.address() as AddressInfo
  return {
    name,
    port: listening,
    address: `http://127.0.0.1:${listening}`,
    seen,
    answer: (next: Handle) => {
      handle = next
    },
    /** Ends as a process does that is killed: whatever is open breaks. */
    async close() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A map of owners that a test draws; `onRefresh` is what looking again finds. */
export function createMap() {
  const owners = new Map<string, string>()
  const members = new Map<ServiceName, readonly string[]>()
  const map = {
    refreshed: 0,
    onRefresh: async () => {},
    own: (service: ServiceName, partition: number, address: string) => owners.set(`${service}/${partition}`, address),
    disown: () => owners.clear(),
    set: (service: ServiceName, ...addresses: readonly string[]) => members.set(service, addresses),
    ownerOf: (service: ServiceName, partition: number) => owners.get(`${service}/${partition}`),
    anyOf: (service: ServiceName) => members.get(service) ?? [],
    async refresh() {
      map.refreshed += 1
      await map.onRefresh()
    },
  }
  return map satisfies OwnerMap
}

export type Gateway = Awaited<ReturnType<typeof createGateway>>

/** The gateway process as it is distributed: its own routes and the proxy on one server, on a free port. */
export async function createGateway(
  owners: OwnerMap,
  clock: Clock = systemClock,
  trustedProxies: readonly string[] = [],
) {
  const logged: { readonly fields: object; readonly message: string }[] = []
  const log = (fields: object, message: string) => void logged.push({ fields, message })
  const logger: Logger = { debug: log, info: log, warn: log, error: log }
  const app = createServer({ clock, logger, trustedProxies })
  const proxy = createGatewayProxy({ owners, logger, clock })
  const bus = { publish: async () => [], settled: async () => {} } as never
  const service = createGatewayService({ bus }, { peers: () => [...proxy.peers, service] })
  const authenticate = createAuthenticate({ secret }, clock)
  registerRoutes(app, service.routes, { authenticate, bus, peopleKey: 'people key', answers: createMemoryAnswers() })
  proxy.register(app)
  await service.start()
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { app, proxy, logged, port, origin: `http://127.0.0.1:${port}`, close: () => app.close() }
}
