import type { ServiceName } from '@waitlist/contracts'
import { switchFrom } from '../config.ts'
import { ConfigError } from '../config-error.ts'
import type { Environment } from '../config-sources.ts'

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const

/** How to log in to Kafka. */
export type Sasl = {
  [M in (typeof MECHANISMS)[number]]: { readonly mechanism: M; readonly username: string; readonly password: string }
}[(typeof MECHANISMS)[number]]

/** Where the engines of a distributed process are. */
export type EnginesConfig = {
  readonly mongo: { readonly url: string; readonly database: string }
  readonly kafka: {
    readonly brokers: readonly string[]
    /** Stands before the names of topics and consumer groups, for several products on one Kafka. */
    readonly prefix: string
    readonly ssl: boolean
    readonly sasl?: Sasl
  }
  /** Undefined: nothing is kept in Redis; positions come from the own state, rates are limited per process. */
  readonly redisUrl: string | undefined
}

const BROKER = /^[A-Za-z0-9.-]+:\d{1,5}$|^\[[0-9a-f:]+\]:\d{1,5}$/i
const NAME = /^[A-Za-z0-9_-]{1,40}$/
const PREFIX = /^[A-Za-z0-9._-]{0,80}$/

function required(env: Environment, variable: string, example: string): string {
  const text = env[variable]
  if (text) return text
  throw new ConfigError(`${variable} is missing; distributed processes need it, such as ${example}`)
}

// What is wrong with a URL is said without repeating it: it may hold a password.
function urlOf(variable: string, text: string, protocols: RegExp, example: string): string {
  if (protocols.test(text) && (URL.canParse(text) || text.includes(','))) return text
  throw new ConfigError(`${variable} must be a URL such as ${example}`)
}

function saslFrom(text: string): Sasl {
  const [, name = '', username, password] = /^([^:]+):([^:]+):(.+)$/s.exec(text) ?? []
  const mechanism = MECHANISMS.find((one) => one === name.toLowerCase())
  if (mechanism && username && password) return { mechanism, username, password } as Sasl
  throw new ConfigError(`KAFKA_SASL must be mechanism:username:password; the mechanism is ${MECHANISMS.join(' or ')}`)
}

/** Makes the part of a configuration that says where Kafka is. Throws ConfigError at the first setting that is wrong. */
export function kafkaFrom(env: Environment): EnginesConfig['kafka'] {
  const brokers = required(env, 'KAFKA_BROKERS', '127.0.0.1:9092')
    .split(',')
    .map((one) => one.trim())
  const bad = brokers.find((one) => !BROKER.test(one))
  if (bad !== undefined) {
    throw new ConfigError(`KAFKA_BROKERS has ${JSON.stringify(bad)}; it must be host:port, several by comma`)
  }
  const prefix = env.KAFKA_PREFIX ?? ''
  if (!PREFIX.test(prefix)) throw new ConfigError('KAFKA_PREFIX may have letters, digits, ".", "_" and "-" only')
  return {
    brokers,
    prefix,
    ssl: switchFrom('KAFKA_SSL', env.KAFKA_SSL || 'off'),
    ...(env.KAFKA_SASL && { sasl: saslFrom(env.KAFKA_SASL) }),
  }
}

/** Makes the part of a configuration that says where MongoDB is. Throws ConfigError at the first setting that is wrong. */
export function mongoFrom(env: Environment): EnginesConfig['mongo'] {
  const mongoUrl = 'mongodb://127.0.0.1:27017'
  const url = urlOf('MONGO_URL', required(env, 'MONGO_URL', mongoUrl), /^mongodb(\+srv)?:\/\//, mongoUrl)
  const database = env.MONGO_DATABASE || 'waitlist'
  if (!NAME.test(database)) throw new ConfigError('MONGO_DATABASE may have letters, digits, "_" and "-" only')
  return { url, database }
}

/** The name of the database of a service: each has one of its own. */
export const databaseOf = (database: string, service: ServiceName): string => `${database}_${service}`

/** Makes the part of a configuration that names the engines. Throws ConfigError at the first setting that is wrong. */
export function enginesFrom(env: Environment): EnginesConfig {
  return { mongo: mongoFrom(env), kafka: kafkaFrom(env), redisUrl: redisUrlFrom(env) }
}

/** The URL of Redis, when there is one. Throws ConfigError when it is none. */
function redisUrlFrom(env: Environment): string | undefined {
  return env.REDIS_URL ? urlOf('REDIS_URL', env.REDIS_URL, /^rediss?:\/\//, 'redis://127.0.0.1:6379') : undefined
}

/** The engines as they may be printed: hosts, never a user or a password. */
export function printableEngines({ mongo, kafka, redisUrl }: EnginesConfig): object {
  const { sasl, ...rest } = kafka
  return {
    mongo: { at: withoutLogin(mongo.url), database: mongo.database },
    kafka: { ...rest, ...(sasl && { sasl: sasl.mechanism }) },
    redis: redisUrl === undefined ? 'none' : withoutLogin(redisUrl),
  }
}

function withoutLogin(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)(?:[^@/]*@)?([^/?]*).*$/i, '$1$2')
}
