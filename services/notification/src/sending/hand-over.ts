import { createPauses } from '@waitlist/bus/pauses'
import type { Channel } from '@waitlist/contracts'
import type { Clock, Commit, EventLog, Logger } from '@waitlist/event-log'
import type { Message, NoticeChannel } from '../channels/notice-channel.ts'
import type { NoticeLog } from '../notice-log.ts'
import { conclude } from './conclude.ts'
import { deliver } from './deliver.ts'
import type { NoticeState } from './notice-state.ts'
import type { observeNotices } from './observe.ts'
import { givenUp, isGivenUp } from './patience.ts'
import { kindOf } from './prepare.ts'
import { createProviders } from './providers.ts'
import { type Said, say } from './say.ts'
import { ATTEMPT_MS, attemptedCommit, failedCommit, whileAttempted } from './steps.ts'
import type { UnderWay } from './under-way.ts'

/** A notice that can be sent now. */
export type Ready = {
  readonly notice: NoticeState
  readonly message: Message
  /** When (ms) it would be too late; undefined when it never is. */
  readonly deadline: number | undefined
}

export type HandOverDrivers = {
  readonly log: Pick<EventLog, 'setWake'>
  readonly notices: NoticeLog
  readonly channel: NoticeChannel
  readonly clock: Clock
  readonly logger: Logger
  readonly observed: ReturnType<typeof observeNotices>
  readonly ofCustomers: UnderWay
}

/**
 * Hands messages to providers that would send a repeated one twice. Each attempt is in the log before it is made: this
 * keeps a second process from making it too, and lets whoever finds it there without an outcome count what may have gone
 * out. What a provider says is written when it says it; nobody waits for the slowest.
 */
export type HandOver = {
  /** Resolves when the attempts have begun; those that have to wait for a provider are put off. */
  begin(ready: readonly Ready[]): Promise<void>
  /** Resolves when there is room for more. */
  room(): Promise<void>
  /** The channels whose provider is away. */
  away(): Channel[]
  /** Waits for what is under way. */
  close(): Promise<void>
}

const MOST_UNDER_WAY = 32

/** When the log fails, how long (ms) until it is told again what came of an attempt. */
const LOG_RETRY_MS = 1_000

/** `onDelay` is called when a notice that was handed over has to be tried again. */
export function createHandOver(drivers: HandOverDrivers, onDelay: () => void): HandOver {
  const { log, notices, channel, clock, logger, observed, ofCustomers } = drivers
  const providers = createProviders(logger)
  const underWay = new Map<string, Promise<void>>()
  const pauses = createPauses(clock)
  let closed = false

  /** Puts a notice off until its provider may be tried again. */
  async function hold({ notice, deadline }: Ready, now: number, retryAt: number): Promise<void> {
    const { planned, stream } = notice
    if (!isGivenUp(planned, now)) return log.setWake(stream, Math.min(retryAt, deadline ?? Infinity))
    const reason = givenUp('provider away')
    say(logger, planned, { outcome: 'failed', reason })
    await notices.append([failedCommit(notice, reason, now)])
  }

  /** Writes what came of an attempt, as often as it takes. What is lost with the process counts as ambiguous. */
  async function record(commit: Commit): Promise<void> {
    for (;;) {
      try {
        await notices.append([commit])
        return
      } catch (failure) {
        logger.error({ failure: kindOf(failure) }, 'what came of a notice cannot be written now')
      }
      if (closed) return
      await pauses.pause(LOG_RETRY_MS)
    }
  }

  async function attempt({ notice, message, deadline }: Ready, admission: { readonly probe: boolean }): Promise<Said> {
    const { data } = notice.planned
    const delivery = await deliver(channel, data, message)
    const now = clock.now()
    const backAt = providers.judge(data, admission, delivery, now)
    const { said, commit } = conclude(notice, delivery, now, Math.min(backAt ?? Infinity, deadline ?? Infinity))
    say(logger, notice.planned, said)
    await record(commit)
    return said
  }

  async function run(ready: Ready, admission: { readonly probe: boolean }): Promise<void> {
    const { notice } = ready
    const { outcome } = await observed(notice.planned, (planned) =>
      attempt({ ...ready, notice: { ...notice, planned } }, admission),
    )
    if (outcome === 'later') onDelay()
  }

  return {
    async begin(ready) {
      const now = clock.now()
      const admitted: (Ready & { readonly probe: boolean })[] = []
      const putOff: Promise<void>[] = []
      for (const one of ready) {
        const { stream, planned } = one.notice
        if (underWay.has(stream)) {
          putOff.push(log.setWake(stream, now + ATTEMPT_MS))
          continue
        }
        const admission = providers.admit(planned.data, now)
        if (admission.admitted) admitted.push({ ...one, probe: admission.probe })
        else putOff.push(hold(one, now, admission.retryAt))
      }
      await Promise.all(putOff)
      const results = await notices.append(admitted.map(({ notice }) => attemptedCommit(notice, now)))
      for (const [index, one] of admitted.entries()) {
        // Not committed: another process was first, and makes this attempt itself.
        if (results[index]?.status !== 'committed') continue
        const { notice } = one
        const { customerId } = notice.planned.data
        const done = ofCustomers.during([customerId], () => run({ ...one, notice: whileAttempted(notice, now) }, one))
        underWay.set(
          notice.stream,
          done.finally(() => underWay.delete(notice.stream)),
        )
      }
    },
    async room() {
      while (underWay.size >= MOST_UNDER_WAY) await Promise.race(underWay.values())
    },
    away: providers.away,
    async close() {
      closed = true
      pauses.close()
      await Promise.all(underWay.values())
    },
  }
}
