import type { Clock, Logger } from '@waitlist/event-log'
import type { Kafka } from 'kafkajs'
import { createPauses } from '../pauses.ts'
import { createClient, createSendingClient, type KafkaAccess } from './client.ts'
import { createKafkaGroup, type KafkaGroup } from './group.ts'
import type { GroupState } from './group-options.ts'
import type { Intake } from './intake.ts'
import { clientIdOf } from './names.ts'
import { connectAdmin, isReachable, START_PATIENCE_MS } from './start.ts'
import { planTopics } from './topic-plan.ts'
import { checkTopics } from './topics.ts'

/** A process of a service, as Kafka knows it. */
export type KafkaProcess = KafkaAccess & {
  readonly service: string
  /** The base URL that others reach this process at. */
  readonly address: string
  readonly clock: Clock
  readonly logger: Logger
  /** Called once when a group can do nothing more, and only a new process helps: this one has to end. */
  readonly onDeath?: (reason: Error) => void
  /** How long a start waits for a Kafka that is not there, in ms. */
  readonly startPatienceMs?: number
  /** After how long without a sign of life a process loses its partitions, in ms; a broker takes 6 s at least. */
  readonly sessionTimeoutMs?: number
}

/** How it is with Kafka. Not alive: only a new process helps. Not ok: Kafka is away, or the groups are not in order yet. */
export type KafkaHealth = { readonly alive: boolean; readonly ok: boolean; readonly detail: string }

/** What a group is for; names without the prefix. */
export type Following = {
  readonly group: string
  readonly topics: readonly string[]
  readonly openIntake: () => Intake
  readonly onAssigned?: (partitions: ReadonlySet<number>) => void
}

/** The groups that a process is in. */
export interface Membership {
  /** For whatever does not send. */
  readonly client: Kafka
  readonly sendingClient: Kafka
  /**
   * Joins groups; resolves when all of them have given this process its partitions. Rejects with a KafkaStartError when
   * Kafka cannot be reached or a topic is not as it has to be; from then on a Kafka that is away is waited for.
   */
  join(followings: readonly Following[]): Promise<void>
  health(): KafkaHealth
  /** Stops taking, waits for the handlers in flight, commits, leaves. */
  close(): Promise<void>
}

/** While partitions are shared out anew, nothing is wrong. */
const IN_ORDER: ReadonlySet<GroupState> = new Set(['joined', 'rejoining'])
const SESSION_TIMEOUT_MS = 8_000

export function createMembership(process: KafkaProcess): Membership {
  const { service, address, clock, logger, prefix = '', onDeath = () => {} } = process
  const { startPatienceMs: patienceMs = START_PATIENCE_MS, sessionTimeoutMs = SESSION_TIMEOUT_MS } = process
  const clientId = clientIdOf(service, address)
  const client = createClient(process, clientId, logger)
  const access = { ...process, clientId }
  const groups: KafkaGroup[] = []
  const pauses = createPauses(clock)
  let joined = false
  let closing: Promise<void> | undefined
  let dead: Error | undefined

  function die(reason: Error): void {
    if (dead) return
    dead = reason
    onDeath(reason)
  }

  async function check(topics: readonly string[]): Promise<void> {
    const admin = await connectAdmin({ ...access, patienceMs, pauses })
    try {
      await checkTopics(admin, planTopics(prefix, topics))
    } finally {
      await admin.disconnect()
    }
  }

  function groupOf({ group, topics, openIntake, onAssigned }: Following): KafkaGroup {
    return createKafkaGroup({
      client,
      group: `${prefix}${group}`,
      topics: topics.map((topic) => `${prefix}${topic}`),
      prefix,
      address,
      openIntake,
      ...(onAssigned && { onAssigned }),
      onDeath: die,
      isReachable: () => isReachable(access),
      clock,
      logger,
      sessionTimeoutMs,
    })
  }

  return {
    client,
    sendingClient: createSendingClient(process, clientId, logger),
    async join(followings) {
      await check([...new Set(followings.flatMap(({ topics }) => topics))])
      if (closing) return
      const added = followings.map(groupOf)
      groups.push(...added)
      await Promise.all(added.map((group) => group.start()))
      joined = true
    },
    health() {
      if (dead) return { alive: false, ok: false, detail: dead.message }
      const waiting = groups.filter((group) => !IN_ORDER.has(group.state()))
      if (waiting.length > 0) {
        return {
          alive: true,
          ok: false,
          detail: waiting.map((group) => `${group.name} is ${group.state()}`).join(', '),
        }
      }
      return { alive: true, ok: joined, detail: joined ? 'joined' : 'not started' }
    },
    close() {
      pauses.close()
      closing ??= Promise.all(groups.map((group) => group.close())).then(() => {})
      return closing
    },
  }
}
