import type { Clock, Logger } from '@waitlist/event-log'
import kafkajs, { type Admin } from 'kafkajs'
import { reasonOf } from '../failures.ts'
import { createPauses } from '../pauses.ts'
import type { Sent } from './acknowledged.ts'

/** How long an answer waits for what it caused, at most (design 5). */
const LONGEST_WAIT_MS = 250
const BETWEEN_LOOKS_MS = 10
/** How long what was published is remembered for somebody to ask, and of how many correlation ids at most. */
const REMEMBERED_MS = 10_000
const MOST_REMEMBERED = 10_000
const SUBSCRIPTIONS_FOR_MS = 5_000

/** Lets a publisher wait until the groups that decide have handled what it published. */
export interface Settling {
  published(correlationId: string, sent: readonly Sent[]): void
  settled(correlationId: string): Promise<void>
  close(): void
}

export type SettlingOptions = {
  readonly admin: () => Promise<Pick<Admin, 'describeGroups' | 'fetchOffsets'>>
  readonly groups: readonly string[]
  readonly clock: Clock
  readonly logger: Logger
}

type Waiter = { readonly sent: readonly Sent[]; readonly end: () => void }
type Published = { readonly sent: readonly Sent[]; readonly until: number }

/** Topics of each group that has members now. */
async function subscriptionsOf(admin: Pick<Admin, 'describeGroups'>, groups: readonly string[]) {
  const described = await admin.describeGroups([...groups])
  return described.groups.map(({ groupId, members }) => ({
    groupId,
    topics: new Set(
      members.flatMap(({ memberMetadata }) =>
        memberMetadata.length === 0
          ? []
          : (kafkajs.AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? []),
      ),
    ),
  }))
}

/**
 * Asks Kafka how far the groups have committed, in one loop for all who wait. It knows only of what was published here,
 * and of the groups that have members; whenever it does not know, nobody waits.
 */
export function createSettling({ admin, groups, clock, logger }: SettlingOptions): Settling {
  const published = new Map<string, Published>()
  const waiters = new Set<Waiter>()
  const pauses = createPauses(clock)
  let looking = false
  let subscriptions:
    | { readonly groups: Awaited<ReturnType<typeof subscriptionsOf>>; readonly until: number }
    | undefined

  function letGo(waiter: Waiter): void {
    waiters.delete(waiter)
    waiter.end()
  }

  /** Lets go of all for whom no group has still to commit past what they published. */
  async function look(): Promise<void> {
    const asked = await admin()
    if (!subscriptions || subscriptions.until < clock.now()) {
      subscriptions = { groups: await subscriptionsOf(asked, groups), until: clock.now() + SUBSCRIPTIONS_FOR_MS }
    }
    const waiting = [...waiters]
    const behind = new Set<Waiter>()
    for (const { groupId, topics } of subscriptions.groups) {
      const wanted = new Set(waiting.flatMap(({ sent }) => sent.map(({ topic }) => topic))).intersection(topics)
      if (wanted.size === 0) continue
      const offsets = await asked.fetchOffsets({ groupId, topics: [...wanted] })
      const committed = new Map(
        offsets.flatMap(({ topic, partitions }) =>
          partitions.map(({ partition, offset }) => [`${topic}/${partition}`, Number(offset)] as const),
        ),
      )
      for (const waiter of waiting) {
        const isBehind = ({ topic, partition, offset }: Sent) =>
          topics.has(topic) && (committed.get(`${topic}/${partition}`) ?? -1) <= offset
        if (waiter.sent.some(isBehind)) behind.add(waiter)
      }
    }
    for (const waiter of waiting) if (!behind.has(waiter)) letGo(waiter)
  }

  async function lookUntilAllAreGone(): Promise<void> {
    looking = true
    while (waiters.size > 0) {
      try {
        await look()
      } catch (failure) {
        logger.debug({ reason: reasonOf(failure) }, 'nobody knows how far the groups are')
        for (const waiter of waiters) letGo(waiter)
      }
      if (waiters.size > 0 && !(await pauses.pause(BETWEEN_LOOKS_MS))) break
    }
    looking = false
  }

  return {
    published(correlationId, sent) {
      const now = clock.now()
      for (const [name, { until }] of published) {
        if (until > now && published.size < MOST_REMEMBERED) break
        published.delete(name)
      }
      const before = published.get(correlationId)?.sent ?? []
      published.delete(correlationId)
      published.set(correlationId, { sent: [...before, ...sent], until: now + REMEMBERED_MS })
    },
    settled(correlationId) {
      const known = published.get(correlationId)
      if (!known) return Promise.resolve()
      published.delete(correlationId)
      return new Promise((resolve) => {
        const waiter: Waiter = {
          sent: known.sent,
          end() {
            cancelTimer()
            resolve()
          },
        }
        const cancelTimer = clock.after(LONGEST_WAIT_MS, () => letGo(waiter))
        waiters.add(waiter)
        if (!looking) void lookUntilAllAreGone()
      })
    },
    close() {
      pauses.close()
      for (const waiter of waiters) letGo(waiter)
    },
  }
}
