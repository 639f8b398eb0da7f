import type { Clock, Logger } from '@waitlist/event-log'
import type { Admin } from 'kafkajs'
import { createPauses, type Pauses } from '../pauses.ts'
import { createClient, type KafkaAccess } from './client.ts'

/** Kafka is not there, or not as it has to be: one line for a person. */
export class KafkaStartError extends Error {
  override readonly name = 'KafkaStartError'
}

export type ReachOptions = KafkaAccess & {
  readonly clientId: string
  readonly clock: Clock
  readonly logger: Logger
  /** How long to try, in ms. */
  readonly patienceMs?: number
  /** Where closing these ends the trying. */
  readonly pauses?: Pauses
}

const BETWEEN_TRIES_MS = 1_000
export const START_PATIENCE_MS = 30_000

/** The first cause of what kafkajs throws: it wraps. */
function firstCause(failure: unknown): Error {
  const error = Error.isError(failure) ? failure : new Error(String(failure))
  return error.cause !== undefined && error.cause !== error ? firstCause(error.cause) : error
}

async function tryOnce(options: ReachOptions): Promise<Error | undefined> {
  const admin = createClient(options, options.clientId, options.logger, 0).admin()
  try {
    await admin.connect()
    return undefined
  } catch (failure) {
    return firstCause(failure)
  } finally {
    await admin.disconnect().catch(() => {})
  }
}

/** Whether a broker answers and takes our credentials, now. */
export async function isReachable(options: ReachOptions): Promise<boolean> {
  return (await tryOnce(options)) === undefined
}

/**
 * Waits until a broker answers and takes our credentials, with a line a second meanwhile. Rejects with a KafkaStartError
 * when the patience is over.
 */
export async function reach(options: ReachOptions): Promise<void> {
  const { brokers, clock, logger, patienceMs = START_PATIENCE_MS, pauses = createPauses(clock) } = options
  const where = `Kafka at ${brokers.join(',')}`
  const deadline = clock.now() + patienceMs
  for (;;) {
    const failure = await tryOnce(options)
    if (!failure) return
    const refused = failure.name === 'KafkaJSSASLAuthenticationError'
    const what = refused ? `${where} does not take our credentials` : `${where} cannot be reached`
    if (clock.now() >= deadline) {
      const hint = refused ? 'KAFKA_SASL' : 'KAFKA_BROKERS, KAFKA_SSL and whether it runs'
      throw new KafkaStartError(
        `${what}, tried for ${Math.round(patienceMs / 1_000)} s: ${failure.message} (check ${hint})`,
      )
    }
    logger.warn({ reason: failure.message }, what)
    if (!(await pauses.pause(BETWEEN_TRIES_MS))) throw new KafkaStartError(`${what}, and nobody waits for it any more`)
  }
}

/** Connects an admin to a Kafka that has been reached. */
export async function connectAdmin(options: ReachOptions): Promise<Admin> {
  await reach(options)
  const admin = createClient(options, options.clientId, options.logger).admin()
  await admin.connect()
  return admin
}
