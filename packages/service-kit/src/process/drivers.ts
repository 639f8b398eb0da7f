import { createKafkaBus, createKafkaParking, type KafkaBus } from '@waitlist/bus/kafka'
import type { ServiceName } from '@waitlist/contracts'
import { type Clock, type Logger, observed } from '@waitlist/event-log'
import { createMongoLog, type MongoStore, openMongo } from '@waitlist/event-log/mongo'
import { createPeopleCipher, peopleKeysFrom } from '@waitlist/views'
import { createMongoAnswers, createMongoPeople, createMongoViews } from '@waitlist/views/mongo'
import { type CompleteConfig, serviceConfig } from '../complete-config.ts'
import type { AnswerKeeping } from '../keyed-answers.ts'
import type { Part } from '../lifecycle.ts'
import { resealPart } from '../reseal-part.ts'
import type { Drivers } from '../service.ts'
import { latestEvent } from '../stored-events.ts'
import { contactParts } from './contacts.ts'
import { databaseOf, type EnginesConfig } from './engines-config.ts'
import { watchGaps } from './gaps.ts'
import { ownKind, relayPart } from './relay-part.ts'

/** The services that own streams or views; the gateway has neither. */
export type OwningService = Exclude<ServiceName, 'gateway'>

/** Everything that a process of a service works with, opened, and what of it has a life. */
export type OpenedDrivers = {
  readonly drivers: Drivers
  readonly bus: KafkaBus
  /** What a retry of a keyed request is answered from. */
  readonly keeping: AnswerKeeping
  /** To be started before the service and closed after it, in this order. */
  readonly parts: readonly Part[]
}

export type DriverOptions = {
  readonly service: OwningService
  readonly config: CompleteConfig
  readonly engines: EnginesConfig
  /** Where others reach this process. */
  readonly address: string
  readonly clock: Clock
  readonly logger: Logger
  /** The process has to end: something of it can do nothing more. */
  readonly onFatal: (reason: Error) => void
}

/** How often followers of a feed are told of what other processes took in. */
const WATCH_MS = 500
/** How often a process looks for what others of its service left to do. */
const LOOK_MS = 1_000

/** Opens the engines of a process. Rejects with one line when MongoDB cannot be had, everything let go of again. */
export async function openDrivers(options: DriverOptions): Promise<OpenedDrivers> {
  const { service, engines, clock, logger } = options
  const database = databaseOf(engines.mongo.database, service)
  const store = await openMongo({ url: engines.mongo.url, database, clock, logger })
  try {
    return await openOn(store, options)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function openOn(store: MongoStore, options: DriverOptions): Promise<OpenedDrivers> {
  const { service, config, engines, address, clock, logger, onFatal: onDeath } = options
  const kafka = { ...engines.kafka, service, address, clock, logger }
  const parking = createKafkaParking(kafka)
  const topic = { ...kafka, parking, onDeath }
  const bus = createKafkaBus(topic)
  const kind = ownKind(service)
  const stored = await createMongoLog(store, {
    ...{ upcast: latestEvent, clock, logger },
    partitions: bus.ownership.partitions,
    outbox: kind !== undefined,
    // Only analytics has followers of the whole log, whichever of its processes took an event in.
    watchEvery: service === 'analytics' ? WATCH_MS : undefined,
  })
  const gaps = watchGaps({ log: observed(stored), kind, publish: bus.relay, topic })
  const { log } = gaps
  const cipher = createPeopleCipher(peopleKeysFrom(config.peopleKey))
  const people = await createMongoPeople(store, { outbox: service === 'join', cipher })
  const views = createMongoViews(store)
  const drivers = {
    log,
    bus,
    ownership: bus.ownership,
    views,
    people,
    clock,
    logger,
    config: serviceConfig(config),
    lookEvery: LOOK_MS,
  }
  return {
    ...{ drivers, bus, keeping: { answers: createMongoAnswers(store), log } },
    parts: [
      { name: 'mongo', close: () => store.close() },
      { name: 'log', close: () => log.close() },
      { name: 'parking', close: () => parking.close() },
      { name: 'bus', close: () => bus.close() },
      gaps.part,
      ...contactParts(people, topic),
      resealPart({ people, clock, logger }),
      ...(kind === undefined ? [] : [relayPart({ log, bus, clock, logger })]),
    ],
  }
}
