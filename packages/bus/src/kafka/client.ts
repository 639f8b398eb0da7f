import type { Logger } from '@waitlist/event-log'
import kafkajs, { type ISocketFactory, type Kafka, type KafkaConfig } from 'kafkajs'
import { registerZstd } from './zstd.ts'

/** How Kafka is reached; the parts that kafkajs has are as it takes them. */
export type KafkaAccess = {
  /** host:port of some brokers; the others are found through them. */
  readonly brokers: readonly string[]
  readonly ssl?: KafkaConfig['ssl'] & {}
  readonly sasl?: KafkaConfig['sasl'] & {}
  readonly socketFactory?: ISocketFactory
  /** Goes before the names of topics and groups. */
  readonly prefix?: string
}

/** How long kafkajs goes on by itself (ms and times) before it tells us; our own repeats come on top. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, factor: 0.2, multiplier: 2, retries: 5 }

registerZstd()

/** A client for senders, which repeat what fails themselves and do not wait for kafkajs to give up first. */
export function createSendingClient(access: KafkaAccess, clientId: string, logger: Logger): Kafka {
  return createClient(access, clientId, logger, 1)
}

/** A client under a name. `retries`: of whatever has to do with the cluster, not of what is sent. */
export function createClient(access: KafkaAccess, clientId: string, logger: Logger, retries = RETRY.retries): Kafka {
  const { brokers, ssl, sasl, socketFactory } = access
  return new kafkajs.Kafka({
    clientId,
    brokers: [...brokers],
    ...(ssl !== undefined && { ssl }),
    ...(sasl !== undefined && { sasl }),
    ...(socketFactory !== undefined && { socketFactory }),
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: 10_000,
    retry: { ...RETRY, retries },
    logLevel: kafkajs.logLevel.WARN,
    // What matters we say ourselves; kafkajs says a great deal at ERROR that is in the course of things.
    logCreator:
      () =>
      ({ namespace, log: { message, error, broker, groupId } }) =>
        logger.debug({ clientId, namespace, error, broker, groupId }, `kafkajs: ${message}`),
  })
}
