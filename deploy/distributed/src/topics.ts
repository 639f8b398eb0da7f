import { createTopics } from '@waitlist/bus/kafka'
import { createLogger, fatalLine } from '@waitlist/service-kit'
import { ConfigError } from '@waitlist/service-kit/config-error'
import { kafkaFrom } from '@waitlist/service-kit/process/engines-config'

/** How many copies each partition has: KAFKA_REPLICATION, 1 unless given. */
function replicationFrom(text: string): number {
  if (/^[1-9]$/.test(text)) return Number(text)
  throw new ConfigError(`KAFKA_REPLICATION is ${JSON.stringify(text)}; it must be a whole number from 1 to 9`)
}

/** The job that makes the topics: creates those that are missing, and checks those that are there. */
async function main(): Promise<void> {
  const { env } = process
  const replicationFactor = replicationFrom(env.KAFKA_REPLICATION || '1')
  const logger = createLogger('info', 'topics')
  const created = await createTopics({ ...kafkaFrom(env), replicationFactor, logger })
  logger.info({ created: created.length }, 'the topics are there')
}

main().catch((error) => {
  process.stderr.write(`${fatalLine(error)}\n`)
  process.exitCode = 1
})
