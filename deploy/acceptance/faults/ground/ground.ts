import { describe, test } from '@jest/globals'
import type { Counts } from '@waitlist/distributed/options'
import { newNamespace, ONE_EACH } from '../../harness/distributed.ts'
import { useMode } from '../../harness/mode.ts'
import { present } from '../../harness/poll.ts'
import type { Environment } from '../../harness/process.ts'
import { type Product, startProduct } from '../../harness/product.ts'
import { type Cluster, createCluster } from './cluster.ts'
import { type Logs, openLogs } from './logs.ts'
import { type OwnEngines, startOwnEngines } from './own-engines.ts'

/** A distributed product on engines of its own: all of it may be killed. */
export type Ground = {
  readonly engines: OwnEngines
  readonly cluster: Cluster
  readonly product: Product
  readonly logs: Logs
  /** Aborted by `clear`: whoever still asks may stop. */
  readonly over: AbortSignal
  clear(): Promise<void>
}

export type GroundOptions = {
  readonly brokers?: 1 | 3
  /** Messages go out through a stand-in for SES and SNS; into the outbox folder unless asked for. */
  readonly aws?: boolean
  readonly counts?: Partial<Counts>
  readonly environment?: Environment
}

const SECRETS: Environment = { PEOPLE_KEY: 'faults-people-key-of-more-than-32-bytes', LOG_LEVEL: 'warn' }

/** What the tests of a file stand on. */
let standing: Ground | undefined

/** Starts engines and product; resolves when requests are answered. */
export async function startGround({
  brokers = 1,
  aws = false,
  counts,
  environment,
}: GroundOptions = {}): Promise<Ground> {
  const engines = await startOwnEngines(brokers, aws)
  const opened: { product?: Product; logs?: Logs } = {}
  const over = new AbortController()
  const clear = async () => {
    over.abort(new Error('the test is over'))
    await opened.logs?.close()
    await opened.product?.[Symbol.asyncDispose]()
    await engines.clear()
  }
  try {
    const namespace = newNamespace()
    const cluster = await createCluster(engines.environment, namespace, { ...ONE_EACH, ...counts })
    useMode(async () => cluster.mode, 4)
    const product = await startProduct({ ...SECRETS, ...environment })
    opened.product = product
    const logs = await openLogs(present(engines.environment.MONGO_URL, 'MongoDB'), namespace.MONGO_DATABASE)
    opened.logs = logs
    standing = { engines, cluster, product, logs, over: over.signal, clear }
    return standing
  } catch (error) {
    await clear()
    throw error
  }
}

/**
 * Tests that kill engines and processes have some of their own, which need Java 17, Python and minutes: they run with
 * OWN_ENGINES=1, and are skipped otherwise, with a line that says so.
 */
export function describeFaults(title: string, body: () => void): void {
  const wanted = process.env.OWN_ENGINES === '1'
  if (!wanted) process.stderr.write(`skipped "${title}": it kills engines of its own; OWN_ENGINES=1 lets it\n`)
  const register = wanted ? describe : describe.skip
  register(title, body)
}

/** A test on the ground of its file; when it fails it says how the processes are and what they said last. */
export function faultTest(title: string, body: () => Promise<void>): void {
  test(title, async () => {
    try {
      await body()
    } catch (error) {
      process.stderr.write(`${title}\n${await standing?.cluster.lastWords()}\n`)
      throw error
    }
  })
}
