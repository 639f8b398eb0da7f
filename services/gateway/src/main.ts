import { createKafkaBus, createKafkaParking, createOwnerMap } from '@waitlist/bus/kafka'
import { systemClock } from '@waitlist/event-log'
import { openMongo } from '@waitlist/event-log/mongo'
import { databaseOf, enginesFrom, printableEngines } from '@waitlist/service-kit/process/engines-config'
import { runProcess } from '@waitlist/service-kit/process/run-process'
import { composeGateway } from './compose.ts'

runProcess('gateway', async ({ env, config, address, logger, onFatal }) => {
  const engines = enginesFrom(env)
  logger.info({ engines: printableEngines(engines), address }, 'opening the engines')
  const clock = systemClock
  const { url, database } = engines.mongo
  const store = await openMongo({ url, database: databaseOf(database, 'gateway'), clock, logger })
  const kafka = { ...engines.kafka, service: 'gateway', address, clock, logger }
  const parking = createKafkaParking(kafka)
  const bus = createKafkaBus({ ...kafka, parking, onDeath: onFatal })
  const owners = createOwnerMap({
    ...engines.kafka,
    services: ['join', 'release', 'notification', 'analytics'],
    logger,
    clock,
  })
  return composeGateway({ bus, parking, owners, engines, store }, { config, clock, logger })
})
