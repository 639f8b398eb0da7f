import { fileURLToPath } from 'node:url'
import { freePort } from '@waitlist/service-kit/free-port'
import { runJob, type Server, startServer } from './child.ts'
import type { Engines } from './engines.ts'
import { AUTH_SECRET, PEOPLE_KEY } from './product.ts'

const HOST = '127.0.0.1'
const root = new URL('../../../../', import.meta.url)
const script = (path: string) => fileURLToPath(new URL(path, root))

/** The others listen before the gateway looks for them. */
const services = ['join', 'release', 'notification', 'analytics', 'gateway'] as const

/** The product as processes, one for each service. */
export type Distributed = AsyncDisposable & Readonly<Record<(typeof services)[number], Server>>

async function startService(service: string, env: Readonly<Record<string, string>>): Promise<Server> {
  const port = await freePort(HOST)
  const origin = `http://${HOST}:${port}`
  const own = { ...env, HOST, PORT: String(port), ADDRESS: origin }
  return startServer({ script: script(`services/${service}/src/main.ts`), origin, env: own })
}

/** Makes the topics and starts one process of each service, logging warnings only; messages go into the data folder. */
export async function startDistributed(dataDir: string, engines: Engines): Promise<Distributed> {
  const env = {
    ...{ MONGO_URL: engines.mongoUrl, MONGO_DATABASE: engines.database, REDIS_URL: engines.redisUrl },
    ...{ KAFKA_BROKERS: engines.brokers.join(','), KAFKA_PREFIX: engines.prefix },
    ...{ AUTH_SECRET, PEOPLE_KEY, CLAIM_KEY: 'k1:bench-claim-key-of-more-than-thirty-two-bytes' },
    ...{ DATA_DIR: dataDir, PUBLIC_URL: 'https://tickets.example', RATE_LIMITS: 'off', LOG_LEVEL: 'warn' },
    WAITLIST_MAX_WAITLIST_SIZE: '10000000',
  }
  await runJob({ script: script('deploy/distributed/src/topics.ts'), env })
  const starting = services.map((service) => startService(service, env))
  const stop = async () => {
    const started = await Promise.allSettled(starting)
    // Whoever asks ends before those that answer.
    for (const one of started.reverse()) if (one.status === 'fulfilled') await one.value[Symbol.asyncDispose]()
  }
  try {
    const [join, release, notification, analytics, gateway] = await Promise.all(starting)
    return { join, release, notification, analytics, gateway, [Symbol.asyncDispose]: stop } as Distributed
  } catch (error) {
    await stop()
    throw error
  }
}
