import { randomBytes } from 'node:crypto'
import kafkajs, { type Admin } from 'kafkajs'
import { type Ending, type Environment, freePort, type Running, run } from './process.ts'

const SERVICES = ['join', 'release', 'notification', 'analytics', 'gateway'] as const
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

/** Starts the five services, one process each; the gateway listens on the PORT of the environment. */
export async function runDistributed(environment: Environment, cwd: string): Promise<Running> {
  const processes: Running[] = []
  for (const service of SERVICES) {
    const port = service === 'gateway' ? environment.PORT : String(await freePort())
    const own = { ...environment, PORT: port ?? '', ADDRESS: `http://127.0.0.1:${port}` }
    processes.push(run(own, cwd, `../../../services/${service}/src/main.ts`))
  }
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
