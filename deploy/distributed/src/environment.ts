import type { CompleteConfig } from '@waitlist/service-kit'
import { ConfigError } from '@waitlist/service-kit/config-error'
import type { Environment } from '@waitlist/service-kit/config-sources'
import type { Instance } from './plan.ts'

const told = ['KAFKA_BROKERS', 'MONGO_URL', 'REDIS_URL'] as const
const needed = ['KAFKA_BROKERS', 'MONGO_URL'] as const

/**
 * Where the engines are: as the environment says, else where they run on this host. Messages go out through AWS only when
 * the environment says so. Throws ConfigError when one is missing that no process can do without.
 */
export function enginesFor(env: Environment, native: Environment): Environment {
  const found = Object.fromEntries(told.map((name) => [name, env[name] || native[name]]))
  const missing = needed.filter((name) => !found[name])
  // How many copies there can be is told with the brokers that it is true of.
  const { KAFKA_REPLICATION } = env.KAFKA_BROKERS ? env : { ...native, ...env }
  if (missing.length === 0) return { ...found, KAFKA_REPLICATION }
  const them = missing.length === 1 ? 'it' : 'them'
  throw new ConfigError(`${missing.join(' and ')} missing; set ${them}, or start the engines: npm run engines -- up`)
}

/** What all processes have to agree on: the secrets, and what stands in messages. */
export function sharedEnvironment(config: CompleteConfig): Environment {
  const { claimKeys, peopleKey, ownAuthSecret, publicUrl, dataDir } = config
  return {
    CLAIM_KEY: claimKeys.map(({ id, secret }) => `${id}:${secret}`).join(),
    PEOPLE_KEY: peopleKey,
    ...(ownAuthSecret === undefined ? {} : { AUTH_SECRET: ownAuthSecret }),
    PUBLIC_URL: publicUrl,
    DATA_DIR: dataDir,
  }
}

/** What one process is told of itself. */
export function instanceEnvironment({ host, port }: Instance): Environment {
  return { HOST: host, PORT: `${port}`, ADDRESS: `http://${host}:${port}` }
}
