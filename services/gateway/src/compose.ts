import type { KafkaBus, KafkaOwnerMap, KafkaParking } from '@waitlist/bus/kafka'
import type { Clock, Logger } from '@waitlist/event-log'
import type { MongoStore } from '@waitlist/event-log/mongo'
import {
  type CompleteConfig,
  createAuthenticate,
  createLife,
  createServer,
  registerRoutes,
  serverPart,
} from '@waitlist/service-kit'
import type { EnginesConfig } from '@waitlist/service-kit/process/engines-config'
import { openRedisParts } from '@waitlist/service-kit/process/redis-parts'
import { createMongoAnswers } from '@waitlist/views/mongo'
import { createGatewayProxy } from './proxy/proxy.ts'
import { createGatewayService } from './service.ts'

export type GatewayEngines = {
  readonly bus: KafkaBus
  readonly parking: KafkaParking
  readonly owners: KafkaOwnerMap
  readonly engines: EnginesConfig
  /** Where the gateway keeps its answers to keyed requests. */
  readonly store: MongoStore
}

type Settings = { readonly config: CompleteConfig; readonly clock: Clock; readonly logger: Logger }

/**
 * Puts the gateway of the distributed mode together: its own routes, and those of the other services, each passed on to
 * the process that owns what the request is about.
 */
export async function composeGateway({ bus, parking, owners, engines, store }: GatewayEngines, settings: Settings) {
  const { config, clock, logger } = settings
  let stopping = false
  const { limiter, parts } = await openRedisParts(engines, settings)
  const proxy = createGatewayProxy({ owners, logger, clock })
  const stopped = { name: 'gateway', ready: () => ({ ok: false, detail: 'stopping' }) }
  const gateway = createGatewayService({ bus }, { peers: () => (stopping ? [stopped] : [gateway, ...proxy.peers]) })
  const app = createServer({ ...config, clock, logger })
  const authenticate = createAuthenticate(config.auth, clock)
  const answers = createMongoAnswers(store)
  registerRoutes(app, gateway.routes, { answers, authenticate, bus, peopleKey: config.peopleKey, limiter })
  proxy.register(app)
  const life = createLife([
    { name: 'mongo', close: () => store.close() },
    ...parts,
    { name: 'parking', close: () => parking.close() },
    { name: 'bus', start: () => bus.start(), close: () => bus.close() },
    { name: 'owners', start: () => owners.start(), close: () => owners.close() },
    gateway,
    serverPart(app, config),
  ])
  return {
    start: life.start,
    close() {
      stopping = true
      return life.close()
    },
  }
}
