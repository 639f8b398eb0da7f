import { PARTITIONS } from '@waitlist/contracts'
import { type Clock, systemClock } from '../clock.ts'
import { type Logger, silentLogger } from '../logger.ts'
import type { EventLog } from '../port.ts'
import { createAppend } from './append.ts'
import { openCollections } from './collections.ts'
import { createCommands } from './commands.ts'
import { createHeads } from './heads.ts'
import { createOutbox } from './outbox.ts'
import { createPlacing } from './placing/placing.ts'
import { createReads } from './reads.ts'
import { createReplicate } from './replicas.ts'
import { createScan } from './scan.ts'
import { createStamps } from './stamps.ts'
import type { MongoStore } from './store.ts'
import type { Upcast } from './stored-commit.ts'
import { createWakes } from './wakes.ts'
import { createWatch } from './watch.ts'

export type MongoLogOptions = {
  /** Brings stored events to the latest schema. */
  readonly upcast?: Upcast
  readonly logger?: Logger
  readonly clock?: Clock
  /** Whose streams are pending and owe: those of these partitions, of all of them unless given. */
  readonly partitions?: () => ReadonlySet<number>
  /** Whether own commits wait for a relay; yes unless told otherwise. */
  readonly outbox?: boolean
  /** How often (ms) those who wait for growth are told of what other processes added; not at all unless given. */
  readonly watchEvery?: number | undefined
}

const ALL = Array.from({ length: PARTITIONS }, (_, at) => at)

/**
 * The event log in a MongoDB database, which several processes may write at a time: the unique indexes decide who was
 * first. Needs no transactions. `close` leaves the store open.
 */
export async function createMongoLog(store: Pick<MongoStore, 'db'>, options: MongoLogOptions = {}): Promise<EventLog> {
  const { upcast = (event) => event, logger = silentLogger, clock = systemClock } = options
  const { partitions, outbox = true, watchEvery } = options
  const collections = await openCollections(store.db)
  const owned = () => (partitions === undefined ? ALL : [...partitions()])
  const stamps = createStamps(clock)
  const heads = createHeads()
  const listeners = new Set<() => void>()

  function grow(): void {
    for (const call of listeners) {
      try {
        call()
      } catch (error) {
        logger.error({ err: error }, 'a listener of the event log failed')
      }
    }
  }

  const append = createAppend({ collections, heads, stamps, outbox })
  const replicate = createReplicate(collections, heads, stamps, grow)
  const reads = createReads(collections, heads, stamps, upcast)
  const placing = createPlacing({ collections, clock, logger, onOverdue: grow })
  const watch = createWatch({ collections, clock, logger, every: watchEvery, onGrowth: grow })
  const { brought, stop, ...wakes } = createWakes(collections, { owned, head: reads.head, clock, logger })

  return {
    ...reads,
    ...createCommands(collections),
    ...wakes,
    ...createOutbox(collections, owned, upcast),
    ...createScan(collections, placing, upcast),
    async append(commits) {
      if (commits.length === 0) return []
      const results = await append(commits)
      if (results.some(({ status }) => status === 'committed')) grow()
      if (commits.some(({ wakeAt }) => wakeAt !== undefined)) brought()
      return results
    },
    replicate,
    async checkpoint(name) {
      return (await collections.checkpoints.findOne({ _id: name }))?.value ?? 0
    },
    async setCheckpoint(name, value) {
      const quick = { upsert: true, writeConcern: { w: 1 } } as const
      await collections.checkpoints.updateOne({ _id: name }, { $set: { value } }, quick)
    },
    onGrowth(call) {
      listeners.add(call)
      watch.start()
      return () => {
        listeners.delete(call)
        if (listeners.size === 0) watch.stop()
      }
    },
    async close() {
      listeners.clear()
      watch.stop()
      stop()
      placing.close()
    },
  }
}
