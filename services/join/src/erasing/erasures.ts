import { randomUUID } from 'node:crypto'
import type { Cause, ErasureReceipt } from '@waitlist/contracts'
import type { Logger } from '@waitlist/event-log'
import { carryOut, type ErasingDrivers } from './carry-out.ts'

/** Erases customers, and ends what was begun, whoever began it. */
export type Erasures = {
  /** Resolves with the receipt when it is done. Twice at once is one erasure. */
  erase(customerId: string, cause: Cause): Promise<ErasureReceipt>
  /** Ends what other processes, or earlier ones, left undone; looks again as often as it was told. */
  start(): Promise<void>
  close(): Promise<void>
}

export type ErasuresOptions = ErasingDrivers & {
  readonly logger: Logger
  /** How often (ms) to look for what other processes left; not at all where there are none. */
  readonly lookEvery: number | undefined
}

const AT_A_TIME = 20
/** What failed is tried again after so long (ms). */
const RETRY_MS = 1_000
/** Where there are other processes, they have so long (ms) for their own. */
const OTHERS_HAVE_MS = 10_000

export function createErasures(options: ErasuresOptions): Erasures {
  const { people, clock, logger, lookEvery } = options
  const underWay = new Map<string, Promise<ErasureReceipt>>()
  let sweeping: Promise<void> | undefined
  let cancelTimer = () => {}
  let closed = false

  function erase(customerId: string, cause: Cause): Promise<ErasureReceipt> {
    const known = underWay.get(customerId)
    if (known) return known
    const done = begin(customerId, cause).finally(() => underWay.delete(customerId))
    underWay.set(customerId, done)
    return done
  }

  async function begin(customerId: string, cause: Cause): Promise<ErasureReceipt> {
    const erasure = await people.erasures.begin({ customerId, erasureId: randomUUID(), begunAt: clock.now() })
    try {
      return await carryOut(erasure, cause, options)
    } catch (error) {
      sweepAfter(RETRY_MS)
      throw error
    }
  }

  /** Ends what is there to end; true when none of it failed. */
  async function endOthers(): Promise<boolean> {
    const before = clock.now() - (lookEvery === undefined ? 0 : OTHERS_HAVE_MS) + 1
    const found = await people.erasures.unfinished(before, AT_A_TIME)
    let ended = found.length < AT_A_TIME
    for (const { customerId, erasureId } of found) {
      if (closed) return true
      try {
        await erase(customerId, {})
        logger.info({ erasureId }, 'ended an erasure that was left undone')
      } catch (error) {
        ended = false
        logger.warn({ err: error, erasureId }, 'an erasure cannot be ended yet')
      }
    }
    return ended
  }

  async function sweep(): Promise<void> {
    let pauseMs = lookEvery
    try {
      if (!(await endOthers())) pauseMs = RETRY_MS
    } catch (error) {
      pauseMs = RETRY_MS
      logger.warn({ err: error }, 'erasures that were left undone cannot be looked for')
    }
    sweeping = undefined
    if (pauseMs !== undefined) sweepAfter(pauseMs)
  }

  function sweepAfter(ms: number): void {
    cancelTimer()
    if (closed) return
    cancelTimer = clock.after(ms, () => {
      sweeping ??= sweep()
    })
  }

  return {
    erase,
    async start() {
      sweeping ??= sweep()
      await sweeping
    },
    async close() {
      closed = true
      cancelTimer()
      await sweeping
      await Promise.allSettled(underWay.values())
    },
  }
}
