import { attributeNames, metricNames, watch } from '@waitlist/telemetry'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { EventLog } from '../port.ts'
import { backOff } from './doubt.ts'

export type AlarmSettings = {
  readonly log: Pick<EventLog, 'owing' | 'nextWake'>
  /** The kind of stream with its colon: "waitlist:". */
  readonly prefix: string
  readonly clock: Clock
  readonly logger: Logger
  /** Looks again at least so often (ms), for what other processes have noted. */
  readonly lookEvery?: number | undefined
  /** Resolves when a stream has done what it owes. */
  readonly wake: (stream: string) => Promise<void>
}

export type Alarm = {
  /** Wakes what is overdue, and from then on whatever is due; resolves after a round. Again: another round, at once. */
  start(): Promise<void>
  /** A stream owes something at this moment (ms since 1970). */
  note(wakeAt: number): void
  stop(): void
}

const AT_ONCE = 100

/** One timer for all streams of a kind, set to the soonest moment any of them owes something. */
export function createAlarm({ log, prefix, clock, logger, lookEvery, wake }: AlarmSettings): Alarm {
  let running = false
  let sweeping = false
  let soonest = Number.POSITIVE_INFINITY
  let cancel: (() => void) | undefined
  let looking = Promise.resolve()
  let failures = 0

  const stopWatching = watch(metricNames.dueLag, async (observe) => {
    const next = await log.nextWake(prefix).catch(() => undefined)
    const lag = next === undefined ? 0 : Math.max(0, clock.now() - next)
    observe(lag / 1000, { [attributeNames.streamKind]: prefix.slice(0, -1) })
  })

  function arm(): void {
    cancel?.()
    cancel = undefined
    if (!running || sweeping || soonest === Number.POSITIVE_INFINITY) return
    cancel = clock.after(Math.max(soonest - clock.now(), 0), () => void look())
  }

  /** Wakes overdue streams until none is left; one that is woken and stays overdue is left for the next round. */
  async function wakeOverdue(): Promise<boolean> {
    const woken = new Set<string>()
    let allWell = true
    while (running) {
      const overdue = await log.owing(prefix, clock.now(), AT_ONCE + woken.size)
      const fresh = overdue.filter(({ stream }) => !woken.has(stream))
      if (fresh.length === 0) return allWell && overdue.length === 0
      for (const { stream } of fresh) woken.add(stream)
      const results = await Promise.allSettled(fresh.map(({ stream }) => wake(stream)))
      allWell &&= results.every(({ status }) => status === 'fulfilled')
    }
    return true
  }

  async function sweep(): Promise<void> {
    cancel?.()
    cancel = undefined
    sweeping = true
    soonest = Number.POSITIVE_INFINITY
    try {
      const allWell = await wakeOverdue()
      failures = allWell ? 0 : failures + 1
      const next = (await log.nextWake(prefix)) ?? Number.POSITIVE_INFINITY
      soonest = Math.min(soonest, allWell ? next : Math.max(next, clock.now() + backOff(failures)))
    } catch (error) {
      logger.warn({ err: error, prefix }, 'what streams owe could not be read')
      failures += 1
      soonest = clock.now() + backOff(failures)
    }
    if (lookEvery !== undefined) soonest = Math.min(soonest, clock.now() + lookEvery)
    sweeping = false
    arm()
  }

  function look(): Promise<void> {
    looking = sweeping ? looking.then(sweep) : sweep()
    return looking
  }

  return {
    start() {
      running = true
      return look()
    },
    note(wakeAt) {
      if (wakeAt >= soonest) return
      soonest = wakeAt
      arm()
    },
    stop() {
      running = false
      stopWatching()
      cancel?.()
    },
  }
}
