import { randomBytes } from 'node:crypto'
import { instanceEnvironment } from '@waitlist/distributed/environment'
import type { Counts } from '@waitlist/distributed/options'
import { type Instance, planInstances } from '@waitlist/distributed/plan'
import kafkajs, { type Admin } from 'kafkajs'
import type { Home } from './mode.ts'
import { type Ending, type Environment, type Running, run } from './process.ts'

/** One process of each service. */
export const ONE_EACH: Counts = { gateway: 1, join: 1, release: 1, notification: 1, analytics: 1 }

const TOPICS_MS = 120_000

/** What tells the products of several tests apart on the same engines. */
export type Namespace = { readonly KAFKA_PREFIX: string; readonly MONGO_DATABASE: string }

export function newNamespace(): Namespace {
  const name = `acc${randomBytes(5).toString('hex')}`
  return { KAFKA_PREFIX: `${name}.`, MONGO_DATABASE: name }
}

/** Where the engines of this run are, and the secret that the processes share, as the product is told. */
export function enginesEnvironment(): Environment {
  const { MONGO_URL = '', KAFKA_BROKERS = '', REDIS_URL = '' } = process.env
  return { MONGO_URL, KAFKA_BROKERS, REDIS_URL, PEOPLE_KEY: 'acceptance-people-key-of-more-than-32-bytes' }
}

/** Where a product in a namespace of engines is at home. */
export function homeOnEngines(engines: Environment, { MONGO_DATABASE }: Namespace, dataDir: string): Home {
  const { MONGO_URL = '' } = engines
  return {
    environment: { MONGO_URL, MONGO_DATABASE, DATA_DIR: dataDir },
    name: MONGO_DATABASE,
    // The gateway keeps nothing until somebody gives an Idempotency-Key with what is published.
    backedUp: ['analytics', 'join', 'manifest.json', 'notification', 'outbox', 'release'],
  }
}

/** A client of the Kafka of this run, for what the harness itself looks at and takes away. */
export function kafkaAdmin(): Admin {
  const brokers = enginesEnvironment().KAFKA_BROKERS?.split(',') ?? []
  return new kafkajs.Kafka({ clientId: 'acceptance', brokers, logLevel: kafkajs.logLevel.NOTHING }).admin()
}

function worst(endings: readonly Ending[]): Ending {
  return endings.find(({ code, signal }) => code !== 0 || signal !== null) ?? { code: 0, signal: null }
}

/** Makes the topics of a namespace; what is there already stays. */
export async function makeTopics(environment: Environment, cwd: string): Promise<void> {
  const job = run(environment, cwd, '../../distributed/src/topics.ts')
  const force = setTimeout(() => job.signal('SIGKILL'), TOPICS_MS)
  const { code } = await job.exited
  clearTimeout(force)
  if (code !== 0) throw new Error(`the topics were not made:\n${job.stdout()}${job.stderr()}`)
}

/** The processes of a product, by service; the gateway listens on the PORT of the environment. */
export function plannedFor({ PORT }: Environment, counts: Counts): Promise<Instance[]> {
  return planInstances(counts, { host: '127.0.0.1', port: Number(PORT) })
}

export function runInstance(instance: Instance, environment: Environment, cwd: string): Running {
  const own = { ...environment, ...(instanceEnvironment(instance) as Environment) }
  return run(own, cwd, `../../../services/${instance.service}/src/main.ts`)
}

/** Starts the five services, one process each. */
export async function runDistributed(environment: Environment, cwd: string): Promise<Running> {
  const instances = await plannedFor(environment, ONE_EACH)
  const processes = instances.map((instance) => runInstance(instance, environment, cwd))
  const all = (said: (one: Running) => string) => processes.map(said).join('')
  return {
    signal(signal) {
      for (const one of processes) one.signal(signal)
    },
    exited: Promise.all(processes.map((one) => one.exited)).then(worst),
    stdout: () => all((one) => one.stdout()),
    stderr: () => all((one) => one.stderr()),
  }
}
