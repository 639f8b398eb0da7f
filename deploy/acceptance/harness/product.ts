import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@waitlist/service-kit/free-port'
import type { Place } from '@waitlist/testkit/invariants/erased'
import { Pool } from 'undici'
import { type Caller, createCaller } from './http.ts'
import { chosenMode, type Home, type Mode } from './mode.ts'
import { eventually, present } from './poll.ts'
import type { Ending, Environment, Running } from './process.ts'
import { AUTH_SECRET, type Claims, signedToken } from './tokens.ts'

const START_MS = 60_000
const STOP_MS = 30_000

/** The product as the outside sees it: a process, an address and a data folder. */
export type Product = {
  readonly origin: string
  readonly port: number
  readonly dataDir: string
  readonly home: Home
  /** A client with a token of these claims; without claims, one without a token. */
  as(claims?: Claims): Caller
  /** The same, that has its answers at once: it does not wait until all processes have seen what it told one of them. */
  hasty(claims?: Claims): Caller
  /** A client with this very token. */
  with(token: string): Caller
  /** What it keeps outside of its folder. */
  places(): Promise<readonly Place[]>
  /** Everything the process said since its last start. */
  said(): string
  /** Asks the process to stop and waits for its end. */
  stop(): Promise<Ending>
  /** kill -9. */
  kill(): Promise<void>
  /** Starts it again on the same folder and port; the process must have ended. */
  start(environment?: Environment): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A fresh folder of this machine for one product; whoever asks removes it. */
export function freshFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'waitlist-acceptance-'))
}

/** What every product of these tests is started with. */
export function baseEnvironment(dataDir: string, port: number): Environment {
  return {
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    PUBLIC_URL: 'https://tickets.example',
    AUTH_SECRET,
    CLAIM_KEY: 'k1:acceptance-claim-key-of-more-than-32-bytes',
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'info',
  }
}

async function untilReady(running: Running, anonymous: Caller): Promise<void> {
  let ended = false
  void running.exited.then(() => {
    ended = true
  })
  await eventually(async () => {
    if (ended) return
    const { status } = await anonymous.get('/readyz')
    if (status !== 200) throw new Error(`GET /readyz answers ${status}`)
  }, START_MS)
  if (ended) throw new Error(`the product did not start:\n${running.stdout()}${running.stderr()}`)
}

/**
 * Starts the product in a fresh folder, or in a given one and the mode that was prepared for it, and waits until it is ready.
 * Disposing removes the folder, and what the product has on engines.
 */
export async function startProduct(environment: Environment = {}, folder?: string, prepared?: Mode): Promise<Product> {
  const mode = prepared ?? (await chosenMode())
  const dataDir = folder ?? (await freshFolder())
  const port = await freePort('127.0.0.1')
  const origin = `http://127.0.0.1:${port}`
  const pool = new Pool(origin, { connections: 64, keepAliveTimeout: 1000 })
  const tokens = new Map<string, Promise<string>>()
  let running: Running | undefined

  const tokenOf = (claims: Claims) => {
    const key = JSON.stringify(claims)
    const token = tokens.get(key) ?? signedToken(claims)
    tokens.set(key, token)
    return token
  }

  const end = async (signal: NodeJS.Signals): Promise<Ending> => {
    const { signal: send, exited } = present(running, 'a running product')
    send(signal)
    const force = setTimeout(() => send('SIGKILL'), STOP_MS)
    const ending = await exited
    clearTimeout(force)
    return ending
  }

  const product: Product = {
    origin,
    port,
    dataDir,
    home: mode.home(dataDir),
    as: (claims) => createCaller(pool, claims && tokenOf(claims), mode.afterWrite),
    hasty: (claims) => createCaller(pool, claims && tokenOf(claims)),
    with: (token) => createCaller(pool, Promise.resolve(token), mode.afterWrite),
    places: mode.places,
    said: () => (running ? running.stdout() + running.stderr() : ''),
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    async start(more = {}) {
      running = await mode.run({ ...baseEnvironment(dataDir, port), ...environment, ...more }, dataDir)
      await untilReady(running, product.as())
    },
    async [Symbol.asyncDispose]() {
      if (running) await end('SIGKILL')
      await pool.destroy()
      await mode.dispose()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  try {
    await product.start()
  } catch (error) {
    await product[Symbol.asyncDispose]()
    throw error
  }
  return product
}
