import { createOwnerMap } from '@waitlist/bus/kafka'
import { partitionOf } from '@waitlist/contracts'
import type { Counts } from '@waitlist/distributed/options'
import type { Instance } from '@waitlist/distributed/plan'
import { silentLogger } from '@waitlist/event-log'
import { homeOnEngines, makeTopics, type Namespace, plannedFor, runInstance } from '../../harness/distributed.ts'
import type { Mode } from '../../harness/mode.ts'
import { eventually, present } from '../../harness/poll.ts'
import type { Ending, Environment, Running } from '../../harness/process.ts'

/** The processes of a distributed product, each to be killed, stopped and started by its name, such as `join-1`. */
export type Cluster = {
  /** Runs the product that `startProduct` starts on this cluster. */
  readonly mode: Mode
  /** SIGKILL. Resolves when it has ended. */
  kill(name: string): Promise<void>
  /** SIGTERM. Resolves with how it ended. */
  stop(name: string): Promise<Ending>
  /** Starts it where it was; resolves when it says that it is ready. */
  start(name: string): Promise<void>
  /** The name of the process that owns an event. */
  ownerOf(service: 'join' | 'release', eventId: string): Promise<string>
  /** How each process is and the last lines that it said, for whoever has to find out why. */
  lastWords(): Promise<string>
}

const PATIENCE_MS = 150_000
const LAST_LINES = 25
const ANSWER_MS = 3_000

/** Plans the processes on engines; they run once the product is started. */
export async function createCluster(engines: Environment, namespace: Namespace, counts: Counts): Promise<Cluster> {
  const lives = new Map<string, Running[]>()
  let instances: readonly Instance[] = []
  let common: Environment = {}
  let folder = ''

  const instanceOf = (name: string) =>
    present(
      instances.find((one) => one.name === name),
      `process ${name}`,
    )
  const lifeOf = (name: string) => present(lives.get(name)?.at(-1), `life of ${name}`)

  function begin(instance: Instance): void {
    const { name } = instance
    lives.set(name, [...(lives.get(name) ?? []), runInstance(instance, common, folder)])
  }

  async function untilReady({ host, port }: Instance): Promise<void> {
    await eventually(async () => {
      const { status } = await fetch(`http://${host}:${port}/readyz`)
      if (status !== 200) throw new Error(`/readyz answers ${status}`)
    }, PATIENCE_MS)
  }

  /** Tells a process that is gone from one that does nothing any more and from one that misses something. */
  const healthOf = ({ host, port }: Instance) =>
    fetch(`http://${host}:${port}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) }).then(
      async (answer) => `${answer.status} ${await answer.text()}`,
      (error) => `${error.cause ?? error}`,
    )

  async function end(name: string, signal: NodeJS.Signals): Promise<Ending> {
    const life = lifeOf(name)
    life.signal(signal)
    return life.exited
  }

  const said = (name: string) => (lives.get(name) ?? []).map((life) => life.stdout() + life.stderr()).join('')

  async function ownerOf(service: 'join' | 'release', eventId: string): Promise<string> {
    const map = createOwnerMap({
      brokers: present(engines.KAFKA_BROKERS, 'brokers').split(','),
      prefix: namespace.KAFKA_PREFIX,
      services: [service],
      logger: silentLogger,
    })
    await map.start()
    try {
      return await eventually(async () => {
        await map.refresh()
        const address = present(map.ownerOf(service, partitionOf(eventId)), `owner of ${eventId}`)
        return present(
          instances.find(({ port }) => address.endsWith(`:${port}`)),
          `process at ${address}`,
        ).name
      }, PATIENCE_MS)
    } finally {
      await map.close()
    }
  }

  return {
    ownerOf,
    async lastWords() {
      const words = instances.map(async (instance) => {
        const lines = said(instance.name).trimEnd().split('\n').slice(-LAST_LINES)
        return [`── ${instance.name}: ${await healthOf(instance)}`, ...lines].join('\n')
      })
      return (await Promise.all(words)).join('\n')
    },
    kill: async (name) => void (await end(name, 'SIGKILL')),
    stop: (name) => end(name, 'SIGTERM'),
    async start(name) {
      begin(instanceOf(name))
      await untilReady(instanceOf(name))
    },
    mode: {
      async run(environment, cwd) {
        common = { ...environment, ...engines, ...namespace }
        folder = cwd
        instances = await plannedFor(common, counts)
        await makeTopics(common, cwd)
        for (const instance of instances) begin(instance)
        await Promise.all(instances.map(untilReady))
        const all = () => instances.map(({ name }) => lifeOf(name))
        return {
          signal: (signal) => {
            for (const life of all()) life.signal(signal)
          },
          exited: Promise.all(all().map(({ exited }) => exited)).then(([first]) => present(first, 'ending')),
          stdout: () => instances.map(({ name }) => said(name)).join(''),
          stderr: () => '',
        }
      },
      home: (dataDir) => homeOnEngines(engines, namespace, dataDir),
      afterWrite: async () => {},
      places: async () => [],
      dispose: async () => {},
    },
  }
}
