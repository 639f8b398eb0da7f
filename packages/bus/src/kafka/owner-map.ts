import type { ServiceName } from '@waitlist/contracts'
import { type Clock, type Logger, systemClock } from '@waitlist/event-log'
import kafkajs, { type GroupDescription } from 'kafkajs'
import { reasonOf } from '../failures.ts'
import type { OwnerMap } from '../ownership.ts'
import { createClient, type KafkaAccess } from './client.ts'
import { createLazyAdmin } from './lazy-admin.ts'
import { addressIn } from './names.ts'
import { reach } from './start.ts'

export type OwnerMapOptions = KafkaAccess & {
  readonly services: readonly ServiceName[]
  readonly logger: Logger
  readonly clock?: Clock
  /** How often it looks again, in ms. */
  readonly everyMs?: number
  /** How long a start waits for a Kafka that is not there, in ms. */
  readonly startPatienceMs?: number
}

/** An owner map that follows Kafka. */
export type KafkaOwnerMap = OwnerMap & {
  /** Resolves when it has looked for the first time. Rejects with a KafkaStartError when Kafka cannot be reached. */
  start(): Promise<void>
  close(): Promise<void>
}

type Owners = { readonly byPartition: ReadonlyMap<number, string>; readonly all: readonly string[] }

const NOBODY: Owners = { byPartition: new Map(), all: [] }
const EVERY_MS = 500

/** Who owns what of a group, undefined while its members are still being given their partitions. */
export function ownersIn({ state, members }: Pick<GroupDescription, 'state' | 'members'>): Owners | undefined {
  if (state === 'Empty' || state === 'Dead') return NOBODY
  if (state !== 'Stable') return undefined
  const byPartition = new Map<number, string>()
  const all = new Set<string>()
  for (const { clientId, memberAssignment } of members) {
    const address = addressIn(clientId)
    if (address === undefined) continue
    all.add(address)
    const assigned = kafkajs.AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {}
    for (const partition of Object.values(assigned).flat()) byPartition.set(partition, address)
  }
  return { byPartition, all: [...all].sort() }
}

/**
 * Reads from Kafka who owns what: the group that is named like a service, and the addresses in its members' names. While
 * Kafka is away, or a group is being shared out anew, the last answer stands.
 */
export function createOwnerMap(options: OwnerMapOptions): KafkaOwnerMap {
  const { services, logger, prefix = '', clock = systemClock, everyMs = EVERY_MS } = options
  const clientId = 'owner-map'
  const client = createClient(options, clientId, logger)
  const owners = new Map<string, Owners>()
  const admin = createLazyAdmin(client)
  let refreshing: Promise<void> | undefined
  let cancelTimer: (() => void) | undefined
  let known = true
  let closed = false

  async function look(): Promise<void> {
    const { groups } = await (await admin.get()).describeGroups(services.map((service) => `${prefix}${service}`))
    for (const group of groups) {
      const found = ownersIn(group)
      if (found) owners.set(group.groupId.slice(prefix.length), found)
    }
  }

  async function tryToLook(): Promise<void> {
    try {
      await look()
      known = true
    } catch (failure) {
      // Said once, not at every look.
      if (known) logger.warn({ reason: reasonOf(failure) }, 'nobody knows who owns what; the last answer stands')
      known = false
      await admin.drop()
    }
    refreshing = undefined
  }

  const refresh = () => (refreshing ??= tryToLook())

  function lookLater(): void {
    if (closed) return
    cancelTimer = clock.after(everyMs, () => {
      void refresh().then(lookLater)
    })
  }

  return {
    ownerOf: (service, partition) => owners.get(service)?.byPartition.get(partition),
    anyOf: (service) => owners.get(service)?.all ?? [],
    refresh,
    async start() {
      const { startPatienceMs: patienceMs } = options
      await reach({ ...options, clientId, clock, ...(patienceMs !== undefined && { patienceMs }) })
      await refresh()
      lookLater()
    },
    async close() {
      closed = true
      cancelTimer?.()
      await refreshing
      await admin.drop()
    },
  }
}
