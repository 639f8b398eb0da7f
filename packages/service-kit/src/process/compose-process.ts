import type { KafkaBus } from '@waitlist/bus/kafka'
import type { Clock, Logger } from '@waitlist/event-log'
import { createAuthenticate } from '../auth.ts'
import type { CompleteConfig } from '../complete-config.ts'
import { registerRoutes } from '../edge.ts'
import { healthz, metricsPage, type Peer, readyz } from '../health.ts'
import type { AnswerKeeping } from '../keyed-answers.ts'
import { createLife, type Life, type Part } from '../lifecycle.ts'
import type { RateLimiter } from '../limits/limiter.ts'
import { createServer } from '../server.ts'
import { serverPart } from '../server-part.ts'
import type { Service } from '../service.ts'

export type ProcessParts = {
  readonly service: Service
  /** What the service stands on; closed after it, in reverse. */
  readonly below: readonly Part[]
  /** What has to end before the server can: streams that would go on for ever. */
  readonly above?: readonly Part[]
  /** Says whether what the service keeps its events in answers. */
  readonly store: Peer
  /** Delivers events to the service, and says whether it still does. */
  readonly bus: Pick<KafkaBus, 'start' | 'leave' | 'settled' | 'health'>
  /** What a retry of a keyed request is answered from. */
  readonly keeping: AnswerKeeping
  /** Counts what callers ask for. */
  readonly limiter: RateLimiter | undefined
}

/**
 * Puts a process of one service together: its routes on a server of its own, with /healthz, /readyz and /metrics. It listens
 * before its consumers join their groups, because from then on requests are routed to it; and it leaves the groups
 * before it stops listening.
 */
export function composeProcess(
  { service, below, above = [], store, bus, keeping, limiter }: ProcessParts,
  { config, clock, logger }: { readonly config: CompleteConfig; readonly clock: Clock; readonly logger: Logger },
): Life {
  let stopping = false
  const app = createServer({ ...config, clock, logger })
  const authenticate = createAuthenticate(config.auth, clock)
  const self = {
    name: service.name,
    ready() {
      if (stopping) return { ok: false, detail: 'stopping' }
      const { ok, detail } = bus.health()
      return ok ? service.ready() : { ok, detail }
    },
  }
  const health = [healthz(() => bus.health()), readyz(() => [self, store]), metricsPage()]
  const edge = { ...keeping, authenticate, bus, peopleKey: config.peopleKey, limiter }
  registerRoutes(app, [...service.routes, ...health], edge)
  const life = createLife([
    ...below,
    service,
    serverPart(app, config),
    ...above,
    { name: 'groups', start: () => bus.start(), close: () => bus.leave() },
  ])
  return {
    start: life.start,
    close() {
      stopping = true
      return life.close()
    },
  }
}
