import type { Clock } from '@waitlist/event-log'
import type { Environment } from '@waitlist/service-kit/config-sources'
import { type Child, type Command, describeEnding, startChild } from './child.ts'
import { instanceEnvironment } from './environment.ts'
import { type Kept, keepRunning, type Say } from './keep-running.ts'
import type { ServiceName } from './options.ts'
import type { Instance } from './plan.ts'
import { untilReady } from './until-ready.ts'

export type ProductSetting = {
  readonly instances: readonly Instance[]
  /** What every process is told. */
  readonly env: Environment
  /** The programs: of a service, and of the job that makes the topics. */
  readonly mains: (program: ServiceName | 'topics') => string
  readonly clock: Clock
  readonly say: Say
}

/** The product as several processes. */
export type Product = {
  /** Resolves with true once requests are answered, with false when it was stopped before. Rejects without topics. */
  start(): Promise<boolean>
  /** Stops the processes in their order. Resolves with whether each of them ended as it should. */
  stop(): Promise<boolean>
  /** Ends all of them at once. */
  kill(): void
}

/** Whoever is asked stops before those that answer; what has no order among itself stops at once. */
const stopOrder: readonly (readonly ServiceName[])[] = [
  ['gateway'],
  ['join', 'release'],
  ['notification'],
  ['analytics'],
]

export function createProduct({ instances, env, mains, clock, say }: ProductSetting): Product {
  const kept: { readonly service: ServiceName; readonly one: Kept }[] = []
  let job: Child | undefined
  let stopping = false

  async function makeTopics(): Promise<void> {
    const command: Command = { name: 'topics', file: mains('topics'), env }
    job = startChild(command, (line) => say('topics', line))
    const ending = await job.ended
    job = undefined
    if (ending.code !== 0 && !stopping) throw new Error(`The topics were not made (${describeEnding(ending)})`)
  }

  return {
    async start() {
      await makeTopics()
      if (stopping) return false
      for (const instance of instances) {
        const { name, service } = instance
        const command = { name, file: mains(service), env: { ...env, ...instanceEnvironment(instance) } }
        kept.push({ service, one: keepRunning(command, { clock, say }) })
      }
      const { host, port } = instances.find(({ service }) => service === 'gateway') as Instance
      const tell = (why: string) => say('gateway', `is not ready yet: ${why}`)
      return untilReady(originOf(host, port), { clock, tell, givenUp: () => stopping })
    },
    async stop() {
      stopping = true
      job?.signal('SIGTERM')
      let inOrder = true
      for (const names of stopOrder) {
        const group = kept.filter(({ service }) => names.includes(service))
        const ended = await Promise.all(group.map(({ one }) => one.stop()))
        inOrder &&= ended.every(Boolean)
      }
      return inOrder
    },
    kill() {
      stopping = true
      job?.signal('SIGKILL')
      for (const { one } of kept) one.kill()
    },
  }
}

function originOf(host: string, port: number): string {
  const here = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  return `http://${here}:${port}`
}
