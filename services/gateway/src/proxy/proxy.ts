import type { OwnerMap } from '@waitlist/bus'
import { fastifyPath, type RouteDefinition, routes } from '@waitlist/contracts'
import type { Clock, Logger } from '@waitlist/event-log'
import { type createServer, traceparentOnward } from '@waitlist/service-kit'
import type { Peer } from '@waitlist/service-kit/health'
import { createCount, metricNames } from '@waitlist/telemetry'
import { createAbout } from './about.ts'
import { createAnswers } from './answer.ts'
import type { Passed } from './exchange.ts'
import { forward, isRepeatable } from './forward.ts'
import { requestHeaders } from './headers.ts'
import { createPeers } from './peers.ts'
import { createPools } from './pools.ts'
import { createTargets } from './targets.ts'

type Server = ReturnType<typeof createServer>

export type ProxyOptions = { readonly owners: OwnerMap; readonly logger: Logger; readonly clock: Clock }

export type GatewayProxy = {
  /** Serves the routes of all other services on a server of `createServer`, and lets go of everything when it closes. */
  register(app: Server): void
  /** The other services, to be asked whether they are ready. */
  readonly peers: readonly Peer[]
}

const proxied: readonly RouteDefinition[] = Object.values<RouteDefinition>(routes).filter(
  ({ service }) => service !== 'gateway',
)

/** The path as the server's router took it, without the scheme and host that a request line may begin with. */
const pathOf = (url: string) => url.replace(/^https?:\/\/.*?\//, '/')

/**
 * Makes the half of a gateway that passes requests on to the processes of the other services: each to the one that owns
 * what the request is about. Bodies and headers go through as they came; the services check them, and who sends them.
 */
export function createGatewayProxy({ owners, logger, clock }: ProxyOptions): GatewayProxy {
  const pools = createPools()
  const targets = createTargets({ owners, clock, logger })
  const answers = createAnswers()
  const parts = { pools, targets, clock, logger, retried: createCount(metricNames.proxyRetries) }

  function serve(app: Server, route: RouteDefinition): void {
    const partitionOf = createAbout(route)
    const { service } = route

    app.route({
      method: route.method,
      url: fastifyPath(route.path),
      config: { route },
      handler: async (request, reply) => {
        const { method = route.method, headers, url = '' } = request.raw
        const { cause } = request.intake as NonNullable<typeof request.intake>
        const traceparent = traceparentOnward(cause)
        // What vendors noted of a trace means nothing in another one.
        const isTheirs = traceparent !== undefined && traceparent === cause.traceparent
        const tracestate = isTheirs ? headers.tracestate : undefined
        // Our neighbour, whom it may have come from: each says so of its own, and who trusts them reads it backwards.
        const { remoteAddress: address = 'unknown' } = request.raw.socket
        const passed: Passed = {
          method: method as Passed['method'],
          path: pathOf(url),
          headers: requestHeaders(headers, { address, traceparent, tracestate }),
          body: Buffer.isBuffer(request.body) ? request.body : null,
        }
        const answer = answers.open(reply.raw, () => reply.hijack())
        const repeatable = isRepeatable(route, method, headers['idempotency-key'])
        await forward(parts, { service, partition: partitionOf(request) }, passed, repeatable, answer)
        // There is nobody left to answer.
        if (!answer.begun) reply.hijack()
      },
    })
  }

  return {
    peers: createPeers({ owners, pools, targets, clock }),
    register(app) {
      app.beforeDrain.push(answers.close)
      app.register(async (scope) => {
        // Within this scope a body is bytes: its owner judges what they are.
        scope.removeAllContentTypeParsers()
        scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
        scope.addHook('onClose', () => pools.close())
        for (const route of proxied) serve(scope, route)
      })
    },
  }
}
