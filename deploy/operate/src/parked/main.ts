import { createSqliteParking, type ParkingDesk } from '@waitlist/bus'
import { createKafkaParking } from '@waitlist/bus/kafka'
import { openDataFileBeside, silentLogger, systemClock } from '@waitlist/event-log'
import { configFrom, readConfigSources } from '@waitlist/service-kit'
import { kafkaFrom } from '@waitlist/service-kit/process/engines-config'
import { runTool } from '../run-tool.ts'
import { actOnParked } from './act.ts'

const USAGE = `npm run parked -- list | show NUMBER … | retry NUMBER …|all | drop NUMBER …|all

Events that could not be handled. With KAFKA_BROKERS they are on the topics <topic>.parked: what is to be tried again is
sent to its topic again. Without, they are in the data folder (DATA_DIR), also while the product runs: what is to be tried
again is handled within a second or two, by the group that could not, else when the product starts. What fails again is
parked anew.`

type Opened = { readonly desk: ParkingDesk; close(): void | Promise<void> }

/** Opens the parked events of a Kafka, or of a data folder. */
function openDesk(env: NodeJS.ProcessEnv, folder: string): Opened {
  if (env.KAFKA_BROKERS) {
    const self = { service: 'parked', address: 'http://localhost', clock: systemClock, logger: silentLogger }
    const desk = createKafkaParking({ ...kafkaFrom(env), ...self })
    return { desk, close: desk.close }
  }
  const { dataDir } = configFrom(readConfigSources(env, folder), folder)
  const file = openDataFileBeside(dataDir)
  return { desk: createSqliteParking(file), close: () => file.close() }
}

runTool(USAGE, async (args) => {
  const { desk, close } = openDesk(process.env, process.cwd())
  try {
    await actOnParked(desk, args, console.log)
    return true
  } finally {
    await close()
  }
})
