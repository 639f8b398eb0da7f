import type { Clock, EventLog, Logger } from '@waitlist/event-log'
import { reasonOf } from '../failures.ts'

/** The checkpoint is saved so long after the group has got further, or as soon as it is so far behind. */
const SAVE_AFTER_MS = 100
const SAVE_AFTER_POSITIONS = 1_000

/** How far a group got, for the process that comes after this one. */
export interface Checkpoint {
  /** The position to begin behind. */
  load(): Promise<number>
  /** The group has got further. Never rejects: a checkpoint that could not be saved is saved the next time. */
  moved(): Promise<void>
  /** Saves what is not saved yet. */
  close(): Promise<void>
}

export type CheckpointOptions = {
  readonly group: string
  readonly log: Pick<EventLog, 'checkpoint' | 'setCheckpoint'>
  readonly clock: Clock
  readonly logger: Logger
  /** The position that everything up to has been handled. */
  current(): number
}

/**
 * Keeps a group's checkpoint in the log. It lags a little: to save it after every chunk would cost more than many a
 * chunk, and what a crash then makes come again does no harm.
 */
export function createCheckpoint({ group, log, clock, logger, current }: CheckpointOptions): Checkpoint {
  const name = `group:${group}`
  let saved: number | undefined
  let cancelTimer: (() => void) | undefined

  async function save(): Promise<void> {
    const position = current()
    if (saved === undefined || position === saved) return
    try {
      await log.setCheckpoint(name, position)
      saved = position
    } catch (failure) {
      logger.warn({ group, reason: reasonOf(failure) }, 'a checkpoint could not be saved')
    }
  }

  return {
    async load() {
      saved = await log.checkpoint(name)
      return saved
    },
    async moved() {
      if (current() - (saved ?? 0) >= SAVE_AFTER_POSITIONS) return save()
      cancelTimer ??= clock.after(SAVE_AFTER_MS, () => {
        cancelTimer = undefined
        void save()
      })
    },
    async close() {
      cancelTimer?.()
      await save()
    },
  }
}
