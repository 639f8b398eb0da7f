import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EngineName, engines } from '@waitlist/native/engines'
import { freePorts } from '@waitlist/native/ports'
import { engineScript, mustRun } from '@waitlist/native/script'
import type { Environment } from '../../harness/process.ts'

/** An engine that a test may kill. */
export type OwnEngine = {
  readonly port: number
  /** Starts what of it does not run, on what it kept; resolves when it answers. */
  start(): Promise<void>
  /** SIGKILL; for Kafka of one broker, counted from 1, or of all of them. */
  kill(broker?: number): Promise<void>
}

/** Engines of a test file's own, in a folder of their own, so that nobody else misses what is killed. */
export type OwnEngines = Readonly<Record<Exclude<EngineName, 'aws'>, OwnEngine> & { readonly aws?: OwnEngine }> & {
  /** What a product is told to find them. */
  readonly environment: Environment
  /** Kills what runs and removes what it kept. */
  clear(): Promise<void>
}

async function raise(name: EngineName, folder: string, brokers: number): Promise<OwnEngine> {
  const place = join(folder, name)
  const port = await freePorts(engines[name].span(brokers))
  const count = name === 'kafka' ? [`${brokers}`] : []
  const start = async () => void (await mustRun(engineScript, name, 'start', place, `${port}`, ...count))
  await mustRun(engineScript, name, 'install')
  await start()
  return {
    port,
    start,
    kill: async (broker) => {
      await mustRun(engineScript, name, 'kill', place, ...(broker === undefined ? [] : [`${broker}`]))
    },
  }
}

/** Installs the engines where they are missing, and starts them; the stand-in for AWS only when it is asked for. */
export async function startOwnEngines(brokers: 1 | 3, withAws: boolean): Promise<OwnEngines> {
  // In seconds: a broker that was killed has much to read again, and the product that it is started under does not wait.
  process.env.START_TIMEOUT ??= '180'
  const folder = await mkdtemp(join(tmpdir(), 'waitlist-faults-'))
  const names: readonly EngineName[] = ['kafka', 'mongo', 'redis', ...(withAws ? (['aws'] as const) : [])]
  const clear = async () => {
    for (const name of names) await engineScript(name, 'kill', join(folder, name))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const raised = await Promise.all(names.map((name) => raise(name, folder, brokers)))
    const [kafka, mongo, redis, aws] = raised as [OwnEngine, OwnEngine, OwnEngine, OwnEngine?]
    const variables = names.map((name, at) => engines[name].variables(raised[at]?.port ?? 0, brokers))
    return { kafka, mongo, redis, ...(aws && { aws }), environment: Object.assign({}, ...variables), clear }
  } catch (error) {
    await clear()
    throw error
  }
}
