import { PARTITIONS } from '@waitlist/contracts'
import type { Consumer } from 'kafkajs'
import { reasonOf } from '../failures.ts'
import { createPauses } from '../pauses.ts'
import { coPartitioned } from './assigner.ts'
import { createTakeBatch } from './batches.ts'
import { createCommitter } from './committer.ts'
import { createFetchWait } from './fetch-wait.ts'
import type { GroupState, KafkaGroupOptions } from './group-options.ts'
import { watchLag } from './lag.ts'
import { type Assignment, createLanes } from './lanes.ts'
import { createVitalSigns } from './vital-signs.ts'
import { createWindow } from './window.ts'

/** One consumer group's member in this process. */
export interface KafkaGroup {
  readonly name: string
  state(): GroupState
  /** Resolves when the group has given this process its partitions, which may be none. */
  start(): Promise<void>
  /** Stops taking, waits for what is being handled, commits, leaves. */
  close(): Promise<void>
}

const RERUN_AFTER_MS = 1_000
const LONGEST_FAREWELL_MS = 10_000

/** Beats so often in a session timeout; a rebalance is noticed by a beat. */
const BEATS = 12

export function createKafkaGroup(options: KafkaGroupOptions): KafkaGroup {
  const { client, group, topics, prefix, address, openIntake, clock, logger, sessionTimeoutMs } = options
  const heartbeatMs = Math.floor(sessionTimeoutMs / BEATS)
  const lanes = createLanes(openIntake)
  const stopLag = watchLag(group, prefix, lanes.all)
  const window = createWindow(clock, heartbeatMs)
  const fetchWait = createFetchWait(clock)
  const pauses = createPauses(clock)
  const joined = Promise.withResolvers<void>()
  let state: GroupState = 'starting'
  let consumer: Consumer | undefined
  let closing: Promise<void> | undefined

  const vitalSigns = createVitalSigns(clock, () => die(new Error('the consumer does nothing any more')))
  const commit = async (offsets: Parameters<Consumer['commitOffsets']>[0]) => consumer?.commitOffsets(offsets)
  const committer = createCommitter({ group, lanes: lanes.all, commit, clock, logger })
  const takeBatch = createTakeBatch({
    ...{ lanes, window, prefix },
    isClosing: () => closing !== undefined,
    onSign: vitalSigns.seen,
    onMoved: committer.moved,
  })
  const eachBatch: typeof takeBatch = (payload) => {
    fetchWait.seen()
    return takeBatch(payload)
  }

  function die(reason: Error): void {
    if (state === 'dead' || closing) return
    state = 'dead'
    logger.error({ group, reason: reasonOf(reason) }, 'a consumer group is dead; the process has to end')
    vitalSigns.close()
    joined.resolve()
    options.onDeath(new Error(`Kafka group ${group}: ${reason.message}`, { cause: reason }))
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
      maxWaitTimeInMs: fetchWait.longest,
      // A crash that is under way while we leave would otherwise bring the consumer back after it is gone.
      retry: { restartOnFailure: async () => !closing },
    })
    consumer = fresh
    watch(fresh)
    // Every batch is taken as soon as it is there: none waits behind another until it is out of date.
    const partitionsConsumedConcurrently = topics.length * PARTITIONS
    try {
      await fresh.connect()
      await fresh.subscribe({ topics: [...topics], fromBeginning: true })
      await fresh.run({ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently, eachBatch })
    } catch (failure) {
      await fresh.disconnect().catch(() => {})
      await onGivenUp(Error.isError(failure) ? failure : new Error(String(failure)))
    }
  }

  /** kafkajs goes on fetching until it is disconnected, and it has to stay connected until the last commit. */
  function stopFetching(): void {
    try {
      consumer?.pause(topics.map((topic) => ({ topic })))
    } catch {
      // It is not running, so there is nothing to pause.
    }
  }

  async function leave(): Promise<void> {
    stopLag()
    vitalSigns.close()
    pauses.close()
    joined.resolve()
    stopFetching()
    window.wake()
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
    close() {
      closing ??= leave()
      return closing
    },
  }
}
