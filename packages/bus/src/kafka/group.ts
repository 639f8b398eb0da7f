import { setImmediate } from 'node:timers/promises'
import type { Clock, Logger } from '@waitlist/event-log'
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs'
import { reasonOf } from '../failures.ts'
import { createPauses } from '../pauses.ts'
import { coPartitioned } from './assigner.ts'
import { createCommitter } from './committer.ts'
import type { Intake } from './intake.ts'
import type { Lane } from './lane.ts'
import { type Assignment, createLanes } from './lanes.ts'
import { recordFrom } from './records.ts'
import { createVitalSigns } from './vital-signs.ts'

/** How a group is with Kafka. Away: Kafka cannot be reached, and it is tried again. */
export type GroupState = 'starting' | 'joined' | 'rejoining' | 'away' | 'dead' | 'closed'

/** One consumer group's member in this process. */
export interface KafkaGroup {
  readonly name: string
  state(): GroupState
  /** Resolves when the group has given this process its partitions, which may be none. */
  start(): Promise<void>
  /** Stops taking, waits for what is being handled, commits, leaves. */
  close(): Promise<void>
}

export type KafkaGroupOptions = {
  readonly client: Kafka
  /** With the prefix, as the topics. */
  readonly group: string
  readonly topics: readonly string[]
  readonly prefix: string
  readonly address: string
  /** Opens the intake of a partition that this process has been given. */
  readonly openIntake: () => Intake
  readonly onAssigned?: (partitions: ReadonlySet<number>) => void
  /** The group can do nothing more: the process has to end. */
  readonly onDeath: (reason: Error) => void
  /** Whether Kafka can be reached: then a consumer that gave up has a reason that does not pass. */
  readonly isReachable: () => Promise<boolean>
  readonly clock: Clock
  readonly logger: Logger
  readonly sessionTimeoutMs: number
}

/** With so many records not ended yet, a group takes no more. */
const MOST_IN_FLIGHT = 1_000
/** After so many records handed over in one go, others get their turn. */
const GIVE_WAY_AFTER = 100
const RERUN_AFTER_MS = 1_000
const LONGEST_FAREWELL_MS = 10_000

/** Beats so often in a session timeout; a rebalance is noticed by a beat. */
const BEATS = 12

export function createKafkaGroup(options: KafkaGroupOptions): KafkaGroup {
  const { client, group, topics, prefix, address, openIntake, clock, logger, sessionTimeoutMs } = options
  const heartbeatMs = Math.floor(sessionTimeoutMs / BEATS)
  const lanes = createLanes(openIntake)
  const pauses = createPauses(clock)
  const joined = Promise.withResolvers<void>()
  let state: GroupState = 'starting'
  let consumer: Consumer | undefined
  let closing: Promise<void> | undefined
  let inFlight = 0
  let freed = Promise.withResolvers<void>()

  const vitalSigns = createVitalSigns(clock, () => die(new Error('the consumer does nothing any more')))
  const committer = createCommitter({
    group,
    lanes: lanes.all,
    commit: async (offsets) => consumer?.commitOffsets(offsets),
    clock,
    logger,
  })

  function die(reason: Error): void {
    if (state === 'dead' || closing) return
    state = 'dead'
    logger.error({ group, reason: reasonOf(reason) }, 'a consumer group is dead; the process has to end')
    vitalSigns.close()
    joined.resolve()
    options.onDeath(new Error(`Kafka group ${group}: ${reason.message}`, { cause: reason }))
  }

  function onEnd(): void {
    inFlight -= 1
    freed.resolve()
    freed = Promise.withResolvers()
    committer.moved()
  }

  /** Waits until there is room for more; keeps the membership meanwhile. False when the lane is no longer ours to fill. */
  async function room(lane: Lane, heartbeat: () => Promise<void>): Promise<boolean> {
    while (inFlight >= MOST_IN_FLIGHT && !lane.lost && !closing) {
      await Promise.race([freed.promise, beat()])
      vitalSigns.seen()
      await heartbeat()
    }
    return !lane.lost && !closing
  }

  let beating: Promise<void> | undefined
  /** Resolves with the next beat, the same for all who wait. */
  function beat(): Promise<void> {
    beating ??= new Promise((resolve) => {
      clock.after(heartbeatMs, () => {
        beating = undefined
        resolve()
      })
    })
    return beating
  }

  async function eachBatch({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    const { topic, partition, messages } = batch
    const lane = lanes.get(topic, partition)
    if (!lane) return
    const name = topic.slice(prefix.length)
    let handed = 0
    for (const message of messages) {
      if (!(await room(lane, heartbeat))) return
      if (!lane.hand(recordFrom(name, partition, message), onEnd)) continue
      inFlight += 1
      handed += 1
      if (handed % GIVE_WAY_AFTER === 0) await setImmediate()
    }
    // Of the whole batch: what follows the last record in it is of no use to anybody.
    lane.skipTo(Number(batch.lastOffset()) + 1)
    committer.moved()
    if (!lane.lost) resolveOffset(batch.lastOffset())
  }

  function onJoin(assignment: Assignment): void {
    lanes.assign(assignment)
    state = closing ? 'closed' : 'joined'
    const partitions = new Set(Object.values(assignment).flat())
    logger.info({ group, partitions: [...partitions].sort((a, b) => a - b) }, 'joined a consumer group')
    options.onAssigned?.(partitions)
    joined.resolve()
  }

  /** kafkajs has given up. Where Kafka is away it is run again, for that passes. */
  async function onGivenUp(reason: Error): Promise<void> {
    if (closing) return
    if (await options.isReachable()) return die(reason)
    state = 'away'
    logger.warn({ group, reason: reasonOf(reason) }, 'Kafka is away')
    if (await pauses.pause(RERUN_AFTER_MS)) void run()
  }

  function watch(fresh: Consumer): void {
    const { GROUP_JOIN, REBALANCING, CRASH, HEARTBEAT, FETCH, FETCH_START, REQUEST } = fresh.events
    for (const event of [HEARTBEAT, FETCH, FETCH_START, REQUEST]) fresh.on(event as 'consumer.fetch', vitalSigns.seen)
    fresh.on(GROUP_JOIN, ({ payload }) => {
      vitalSigns.seen()
      onJoin(payload.memberAssignment)
    })
    fresh.on(REBALANCING, () => {
      vitalSigns.seen()
      state = 'rejoining'
      void committer.flush()
    })
    fresh.on(CRASH, ({ payload: { error, restart } }) => {
      vitalSigns.seen()
      if (!restart) return void onGivenUp(error)
      state = 'away'
      logger.warn({ group, reason: reasonOf(error) }, 'a consumer starts again')
    })
  }

  async function run(): Promise<void> {
    const fresh = client.consumer({
      groupId: group,
      partitionAssigners: [coPartitioned(address)],
      allowAutoTopicCreation: false,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatMs,
      rebalanceTimeout: sessionTimeoutMs,
      maxWaitTimeInMs: 50,
      // A crash that is under way while we leave would otherwise bring the consumer back after it is gone.
      retry: { restartOnFailure: async () => !closing },
    })
    consumer = fresh
    watch(fresh)
    try {
      await fresh.connect()
      await fresh.subscribe({ topics: [...topics], fromBeginning: true })
      await fresh.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        // Every batch is taken as soon as it is there: none waits behind another until it is out of date.
        partitionsConsumedConcurrently: topics.length * 12,
        eachBatch,
      })
    } catch (failure) {
      await fresh.disconnect().catch(() => {})
      await onGivenUp(Error.isError(failure) ? failure : new Error(String(failure)))
    }
  }

  async function leave(): Promise<void> {
    vitalSigns.close()
    pauses.close()
    freed.resolve()
    joined.resolve()
    try {
      consumer?.pause(topics.map((topic) => ({ topic })))
    } catch {
      // It is not running, so there is nothing to pause.
    }
    const all = lanes.all()
    for (const lane of all) lane.close()
    await Promise.all(all.map((lane) => lane.ended()))
    committer.close()
    const farewell = createPauses(clock)
    const gone = committer.flush().then(() => consumer?.disconnect())
    await Promise.race([gone.catch(() => {}), farewell.pause(LONGEST_FAREWELL_MS)])
    farewell.close()
    state = 'closed'
  }

  return {
    name: group,
    state: () => state,
    async start() {
      vitalSigns.start()
      void run()
      await joined.promise
    },
    close: () => (closing ??= leave()),
  }
}
