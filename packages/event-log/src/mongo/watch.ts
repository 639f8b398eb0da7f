import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Collections } from './collections.ts'

/** Looks whether other processes have added something. */
export type Watch = {
  /** Looks from now on; told again it changes nothing. */
  start(): void
  stop(): void
}

export type WatchSettings = {
  readonly collections: Collections
  readonly clock: Clock
  readonly logger: Logger
  /** How often (ms) to look; never unless given. */
  readonly every: number | undefined
  readonly onGrowth: () => void
}

export function createWatch({ collections, clock, logger, every, onGrowth }: WatchSettings): Watch {
  const { commitsNow, placing } = collections
  let seen: string | undefined
  let cancel: (() => void) | undefined

  /** Differs when something was written or placed since. */
  async function mark(): Promise<string> {
    const newest = { sort: { stamp: -1, _id: -1 }, projection: { _id: 1 } } as const
    const [unplaced, placed] = await Promise.all([
      commitsNow.findOne({ unplaced: true }, newest),
      placing.findOne({ _id: 'log' }, { projection: { through: 1 } }),
    ])
    return `${placed?.through} ${unplaced?._id}`
  }

  async function look(): Promise<void> {
    try {
      const before = seen
      seen = await mark()
      if (before !== undefined && seen !== before) onGrowth()
    } catch (error) {
      logger.warn({ err: error }, 'whether the log has grown could not be seen')
    }
  }

  function arm(ms: number): void {
    const stop = clock.after(ms, () => {
      void look().then(() => {
        if (cancel === stop) arm(ms)
      })
    })
    cancel = stop
  }

  return {
    start() {
      if (every === undefined || cancel !== undefined) return
      arm(every)
      void look()
    },
    stop() {
      cancel?.()
      cancel = undefined
      seen = undefined
    },
  }
}
