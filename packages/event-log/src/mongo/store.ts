import { setTimeout } from 'node:timers/promises'
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb'
import { type Clock, systemClock } from '../clock.ts'
import { type Logger, silentLogger } from '../logger.ts'
import { checkServer } from './server-checks.ts'
import { MongoStartError } from './start-error.ts'

export type MongoOptions = {
  readonly url: string
  readonly database: string
  readonly clock?: Clock
  readonly logger?: Logger
  /** How long (ms) a server that does not answer is waited for. */
  readonly patience?: number
}

/** A database that answers and keeps what it acknowledges. */
export type MongoStore = {
  readonly client: MongoClient
  readonly db: Db
  /** Rejects when the server does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

const ATTEMPT_MS = 1000
const PATIENCE_MS = 30_000

const CLIENT: MongoClientOptions = {
  appName: 'waitlist',
  ignoreUndefined: true,
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
  connectTimeoutMS: 5000,
  serverSelectionTimeoutMS: 5000,
  // A server that holds a connection and says nothing is one that is away.
  socketTimeoutMS: 20_000,
  // Nor does anybody wait for ever for a connection that is being made.
  waitQueueTimeoutMS: 10_000,
}

const AUTHENTICATION_FAILED = new Set([18, 8000])

function connecting(url: string, more: MongoClientOptions = {}): MongoClient {
  try {
    return new MongoClient(url, { ...CLIENT, ...more })
  } catch {
    // The driver's message may repeat the address, password included.
    throw new MongoStartError('MONGO_URL is no address of a MongoDB: it begins with mongodb:// or mongodb+srv://')
  }
}

/** Why it is of no use to go on trying; undefined while it may be. */
function finalReason(failure: unknown): string | undefined {
  const { name, code } = failure as { name?: string; code?: number }
  if (code !== undefined && AUTHENTICATION_FAILED.has(code)) return 'it refuses the user or password of MONGO_URL'
  if (name === 'MongoCompatibilityError') return 'it is older than 6.0; run MongoDB 6.0 or newer'
  return undefined
}

/** Waits until the server answers, with a line a second meanwhile. */
async function reach({ url, clock = systemClock, logger = silentLogger, patience = PATIENCE_MS }: MongoOptions) {
  const since = clock.now()
  for (;;) {
    const began = clock.now()
    const client = connecting(url, { serverSelectionTimeoutMS: ATTEMPT_MS, connectTimeoutMS: ATTEMPT_MS })
    const hosts = client.options.srvHost ?? client.options.hosts.join(', ')
    try {
      await client.db('admin').command({ hello: 1 })
      return
    } catch (failure) {
      const final = finalReason(failure)
      if (final !== undefined) throw new MongoStartError(`MongoDB at ${hosts} cannot be used: ${final}`)
      const waited = Math.round((clock.now() - since) / 1000)
      const reason = (failure as Error).message
      if (clock.now() - since >= patience) {
        throw new MongoStartError(`MongoDB at ${hosts} did not answer within ${waited} s: ${reason}`)
      }
      logger.warn({ hosts, waited, reason }, 'MongoDB does not answer yet')
    } finally {
      await client.close()
    }
    // The clock's own timers keep no process alive, and nothing else does yet.
    await setTimeout(Math.max(0, began + ATTEMPT_MS - clock.now()))
  }
}

/**
 * Opens a database of its own for a service. Throws MongoStartError with one line when the server does not answer in
 * time, does not let us in, or cannot give what the log asks for.
 */
export async function openMongo(options: MongoOptions): Promise<MongoStore> {
  await reach(options)
  const client = connecting(options.url)
  const db = client.db(options.database)
  try {
    await checkServer(db)
  } catch (failure) {
    await client.close()
    if (failure instanceof MongoStartError) throw failure
    throw new MongoStartError(`MongoDB cannot be used: ${(failure as Error).message}`, { cause: failure })
  }
  return {
    client,
    db,
    async ping() {
      await db.command({ ping: 1 })
    },
    close: () => client.close(),
  }
}
