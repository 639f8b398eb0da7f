import { createAnalyticsService } from '@waitlist/analytics'
import { createLocalBus, createSqliteParking, soleOwnership } from '@waitlist/bus'
import type { Clock, Logger } from '@waitlist/event-log'
import { asShared, createSqliteLog, type DataFile, observed, openDataFile, systemClock } from '@waitlist/event-log'
import { createGatewayService } from '@waitlist/gateway'
import { createJoinService } from '@waitlist/join'
import { createNotificationService, createOutbox, type NoticeChannel } from '@waitlist/notification'
import { createReleaseService } from '@waitlist/release'
import {
  type CompleteConfig,
  createAuthenticate,
  createLife,
  createMemoryLimiter,
  createServer,
  type Drivers,
  latestEvent,
  type Part,
  registerRoutes,
  resealPart,
  type Service,
  serverPart,
  serviceConfig,
} from '@waitlist/service-kit'
import { type Peer, storePeer } from '@waitlist/service-kit/health'
import {
  createMemoryViews,
  createPeopleCipher,
  createSqliteAnswers,
  createSqlitePeople,
  peopleKeysFrom,
} from '@waitlist/views'

/** The whole product in one process. */
export type Embedded = {
  /** The server of all routes; listens once it is started. */
  readonly app: ReturnType<typeof createServer>
  readonly services: readonly Service[]
  /** Resolves when requests are answered. Rejects with why not, everything closed again. */
  start(): Promise<void>
  /** Takes no more requests, finishes those it has, and lets go of the data folder. */
  close(): Promise<void>
}

export type ComposeOptions = {
  readonly logger: Logger
  readonly clock?: Clock
  /** The way out for messages; the outbox of the data folder unless given. */
  readonly channel?: NoticeChannel
}

type Services = { readonly services: readonly Service[]; readonly endFeeds: () => void }

function createServices(
  drivers: Drivers,
  channel: NoticeChannel,
  engines: readonly Peer[],
  isStopping: () => boolean,
): Services {
  const analytics = createAnalyticsService(drivers)
  const services: Service[] = [
    createJoinService(drivers),
    createReleaseService(drivers),
    createNotificationService({ ...drivers, channel }),
    analytics,
  ]
  const stopping = { name: 'embedded', ready: () => ({ ok: false, detail: 'stopping' }) }
  const gateway = createGatewayService(drivers, {
    peers: () => (isStopping() ? [stopping] : [...engines, ...services, gateway]),
  })
  return { services: [...services, gateway], endFeeds: analytics.endFeeds }
}

function composeOn(
  file: DataFile,
  config: CompleteConfig,
  { logger, clock = systemClock, channel }: ComposeOptions,
): Embedded {
  // All services write this one log, so what one follows is there already.
  const log = asShared(observed(createSqliteLog(file, { logger, upcast: latestEvent })))
  const bus = createLocalBus({ log, parking: createSqliteParking(file), clock, logger })
  const cipher = createPeopleCipher(peopleKeysFrom(config.peopleKey))
  const stores = { views: createMemoryViews(), people: createSqlitePeople(file, cipher) }
  let stopping = false
  const drivers: Drivers = {
    log,
    bus,
    ownership: soleOwnership,
    ...stores,
    clock,
    logger,
    config: serviceConfig(config),
  }
  const { services, endFeeds } = createServices(
    drivers,
    channel ?? createOutbox(drivers.config.outboxDir),
    [storePeer(log, clock), { name: 'bus', ready: bus.health }],
    () => stopping,
  )
  const app = createServer({ ...config, clock, logger })
  const authenticate = createAuthenticate(config.auth, clock)
  const limiter = config.rateLimits ? createMemoryLimiter(clock) : undefined
  const edge = { answers: createSqliteAnswers(file), log, authenticate, bus, peopleKey: config.peopleKey, limiter }
  for (const { routes } of services) registerRoutes(app, routes, edge)

  // Closed in reverse: no request comes in, then no event, then the writers finish, and the file goes last.
  const parts: Part[] = [
    { name: 'data file', close: async () => file.close() },
    { name: 'log', close: () => log.close() },
    resealPart({ people: stores.people, clock, logger }),
    ...services,
    { name: 'bus', start: () => bus.start(), close: () => bus.close() },
    serverPart(app, config),
    // A server waits for the answers it is giving, and these would go on for ever.
    { name: 'followed feeds', close: async () => endFeeds() },
  ]
  const life = createLife(parts)
  const close = () => {
    stopping = true
    return life.close()
  }
  return { app, services, start: life.start, close }
}

/**
 * Puts the product together on the data folder of its configuration, which it holds from now on until it is closed. Throws
 * DataFileError, with one line for a person, when the folder is in use or its file cannot be trusted.
 */
export function compose(config: CompleteConfig, options: ComposeOptions): Embedded {
  const file = openDataFile(config.dataDir)
  try {
    return composeOn(file, config, options)
  } catch (error) {
    file.close()
    throw error
  }
}
