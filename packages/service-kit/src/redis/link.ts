import type { Clock, Logger } from '@waitlist/event-log'
import { Redis, ReplyError } from 'ioredis'
import { ConfigError } from '../config-error.ts'
import { createCircuit } from './circuit.ts'

/** A connection to Redis that may break at any time: what is kept there is worth speed only. */
export type RedisLink = {
  /** False from when Redis was lost until it is back. */
  readonly available: boolean
  /** Runs commands that may take so many ms together. Rejects, at once while Redis is away; never waits for it to return. */
  run<T>(ms: number, work: (client: Redis) => Promise<T>): Promise<T>
  close(): Promise<void>
}

type RedisLinkOptions = {
  /** `redis://` or `rediss://`, with user, password and database where they are needed. */
  readonly url: string
  readonly clock: Clock
  readonly logger: Logger
}

const CONNECT_MS = 2000
/** A connection that keeps silent for so long while an answer is due is given up. */
const SILENT_MS = 5000
const LONGEST_RETRY_MS = 5000
/** How long a connection may take to close before it is cut; the process lives so long where there is none, too. */
const CLOSE_MS = 100

/**
 * Connects to Redis. Resolves also when that is away: it says so once, goes on trying, and says once when it is back.
 * Throws ConfigError when the URL is none.
 */
export async function openRedis({ url, clock, logger }: RedisLinkOptions): Promise<RedisLink> {
  const engine = { engine: 'redis', at: placeOf(url) }
  const circuit = createCircuit({ clock, logger, engine, isAnswer: (error) => error instanceof ReplyError })
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
    disconnectTimeout: CLOSE_MS,
    // A command that cannot be sent now is of no use later.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times - 1, 10), LONGEST_RETRY_MS),
  })
  let closing = false
  let reason = 'the connection was closed'
  // Why it is gone comes first, that it is gone comes after; an error event without a listener would end the process.
  client.on('error', (error: Error) => {
    reason = error.message || 'the connection failed'
  })
  client.on('close', () => {
    if (!closing) circuit.trip(reason)
  })
  client.on('ready', () => {
    reason = 'the connection was closed'
    circuit.recover()
  })
  await client.connect().catch(() => {})

  return {
    get available() {
      return circuit.available
    },
    run: (ms, work) => circuit.run(ms, () => work(client)),
    async close() {
      closing = true
      client.disconnect()
    },
  }
}

/** Where a URL points to, without what is nobody's business. */
function placeOf(text: string): string {
  const url = URL.parse(text)
  if (url && /^rediss?:$/.test(url.protocol) && url.hostname) return `${url.hostname}:${url.port || 6379}`
  throw new ConfigError('REDIS_URL must be a URL such as "redis://redis.example:6379"')
}
