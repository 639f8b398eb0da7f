import type { Channel } from '@waitlist/contracts'
import type { Commit, EventLog } from '@waitlist/event-log'
import type { KnownPerson, PeopleStore } from '@waitlist/views'
import { giveWay } from '../give-way.ts'
import { backOff } from './back-off.ts'
import { deliver } from './deliver.ts'
import { createHandOver, type HandOverDrivers, type Ready } from './hand-over.ts'
import { type NoticeState, readNotice } from './notice-state.ts'
import { observeNotices } from './observe.ts'
import { givenUp, isGivenUp } from './patience.ts'
import { type Preparation, type PreparationDrivers, prepare } from './prepare.ts'
import { type Outcome, say } from './say.ts'
import { failedCommit, sentCommit } from './steps.ts'
import { createUnderWay } from './under-way.ts'

export type SenderDrivers = PreparationDrivers &
  Omit<HandOverDrivers, 'observed' | 'ofCustomers'> & {
    readonly log: EventLog
    readonly people: PeopleStore
  }

/** Sends what the log says is planned, oldest first, and again later what could not be sent. */
export type Sender = {
  /** There may be something to send. */
  poke(): void
  /** The channels whose provider is away. */
  away(): Channel[]
  /**
   * A customer was erased: resolves when nothing to the former address is on its way any more, with how many messages
   * were taken away. What is planned and not sent yet is given up when its turn comes.
   */
  forget(customerId: string): Promise<number>
  /** Waits for what is under way; takes nothing more. */
  close(): Promise<void>
}

type Addresses = ReadonlyMap<string, KnownPerson>

/** What came of a try, and the commit that says so when it is the last one. */
type Settled = { readonly outcome: Outcome; readonly commit?: Commit }

/** So many are sent before one write says what became of them: writes are dear, and a repeat is no harm. */
const PER_WRITE = 64

/**
 * So many are sent at a time, and then the process has some rounds of its loop to itself: more of them when nothing but
 * confirmations went out, for those can wait while joins pour in.
 */
const AT_A_TIME = 16
const PAUSE_ROUNDS = 2
const CONFIRMATION_PAUSE_ROUNDS = 24

/** The final reason of what was planned before its customer was erased; a newer address is not for it. */
const ERASED = 'customer erased'

/** When the log itself fails, how long (ms) until it is asked again. */
const LOG_RETRY_MS = 1_000

export function createSender(drivers: SenderDrivers): Sender {
  const { log, notices, people, clock, logger, channel } = drivers
  const observed = observeNotices()
  const ofCustomers = createUnderWay()
  const handOver = createHandOver({ ...drivers, observed, ofCustomers }, poke)
  /** How often those that wait were tried, by notice; a new process starts to count again. */
  const attempts = new Map<string, number>()
  let working: Promise<void> | undefined
  let poked = false
  let closed = false
  let cancelTimer = () => {}

  /** The notice of a stream that owes one. */
  async function noticeOf(stream: string): Promise<NoticeState | undefined> {
    const notice = await readNotice(log, stream)
    if (!notice) await log.setWake(stream, null)
    return notice
  }

  async function putOff(notice: NoticeState, reason: string, deadline?: number): Promise<Settled> {
    const { planned, stream } = notice
    const { noticeId } = planned.data
    const now = clock.now()
    if (isGivenUp(planned, now)) return giveUp(notice, givenUp(reason))
    const tried = (attempts.get(noticeId) ?? 0) + 1
    attempts.set(noticeId, tried)
    say(logger, planned, { outcome: 'later', reason })
    await log.setWake(stream, Math.min(now + backOff(tried, noticeId), deadline ?? Infinity))
    return { outcome: 'later' }
  }

  function giveUp(notice: NoticeState, reason: string): Settled {
    const { data } = notice.planned
    attempts.delete(data.noticeId)
    say(logger, notice.planned, { outcome: 'failed', reason })
    return { outcome: 'failed', commit: failedCommit(notice, reason, clock.now()) }
  }

  /** What becomes of a notice where a repeat does no harm; it is written later, with that of others. */
  async function settle(notice: NoticeState, prepared: Preparation): Promise<Settled> {
    const { data } = notice.planned
    if (prepared.outcome === 'failed') return giveUp(notice, prepared.reason)
    if (prepared.outcome === 'later') return putOff(notice, prepared.reason)
    const delivery = await deliver(channel, data, prepared.message)
    if (delivery.status === 'refused') return giveUp(notice, delivery.reason)
    if (delivery.status !== 'accepted') return putOff(notice, delivery.reason, prepared.deadline)
    const tried = notice.attempts + (attempts.get(data.noticeId) ?? 0) + 1
    attempts.delete(data.noticeId)
    say(logger, notice.planned, { outcome: 'sent' })
    return { outcome: 'sent', commit: sentCommit(notice, tried, clock.now()) }
  }

  async function settleOrHandOver(notice: NoticeState, person: KnownPerson | undefined): Promise<Settled | Ready> {
    const { data, time } = notice.planned
    if (person?.erasedAt !== undefined && time <= person.erasedAt) {
      return observed(notice.planned, async (planned) => giveUp({ ...notice, planned }, ERASED))
    }
    const prepared = await prepare(data, person, clock.now(), drivers)
    if (prepared.outcome !== 'ready' || channel.recognisesRepeats(data.channel)) {
      return observed(notice.planned, (planned) => settle({ ...notice, planned }, prepared))
    }
    const { message, deadline } = prepared
    return { notice, message, deadline }
  }

  async function sendTo(owed: readonly NoticeState[], addresses: Addresses): Promise<(Settled | Ready)[]> {
    const done = await Promise.all(owed.map((one) => settleOrHandOver(one, addresses.get(one.planned.data.customerId))))
    const ready = done.filter((one) => 'message' in one)
    if (ready.length > 0) await handOver.begin(ready)
    return done
  }

  /** Another process may have been told of an erasure meanwhile, and have looked for messages before these were there. */
  async function forgetErased(before: Addresses): Promise<void> {
    const now = await people.get([...before.keys()])
    for (const [customerId, { erasedAt }] of now) {
      if (erasedAt !== undefined && before.get(customerId)?.erasedAt !== erasedAt) await channel.forget?.(customerId)
    }
  }

  /** Sends those that some streams owe; resolves with what became of them, as commits, and how long to give way. */
  async function send(streams: readonly string[]): Promise<{ commits: Commit[]; rounds: number }> {
    const owed = (await Promise.all(streams.map(noticeOf))).filter((notice) => notice !== undefined)
    const customerIds = new Set(owed.map(({ planned }) => planned.data.customerId))
    let addresses: Addresses = new Map()
    const done = await ofCustomers.during(customerIds, async () => {
      addresses = await people.get([...customerIds])
      return sendTo(owed, addresses)
    })
    if (done.some((one) => 'commit' in one)) await forgetErased(addresses)
    const commits = done.flatMap((one) => ('commit' in one && one.commit ? [one.commit] : []))
    const confirmations = owed.every(({ planned }) => planned.data.template === 'joined')
    return { commits, rounds: confirmations ? CONFIRMATION_PAUSE_ROUNDS : PAUSE_ROUNDS }
  }

  /** Sends some of what is due; false when nothing is. */
  async function sendSome(): Promise<boolean> {
    const owing = await log.owing('notice:', clock.now(), PER_WRITE)
    const commits: Commit[] = []
    try {
      for (let from = 0; from < owing.length && !closed; from += AT_A_TIME) {
        await handOver.room()
        const sent = await send(owing.slice(from, from + AT_A_TIME).map(({ stream }) => stream))
        commits.push(...sent.commits)
        await giveWay(sent.rounds, () => closed)
      }
    } finally {
      await notices.append(commits)
    }
    return owing.length > 0
  }

  function wakeAfter(ms: number): void {
    cancelTimer()
    cancelTimer = closed ? () => {} : clock.after(ms, poke)
  }

  async function work(): Promise<void> {
    while (poked && !closed) {
      poked = false
      try {
        while (!closed && (await sendSome()));
        const next = await log.nextWake('notice:')
        if (next === undefined) continue
        if (next > clock.now()) wakeAfter(next - clock.now())
        else poked = true
      } catch (failure) {
        logger.error({ failure: Error.isError(failure) ? failure.message : 'unknown' }, 'notices cannot be sent now')
        wakeAfter(LOG_RETRY_MS)
      }
    }
    working = undefined
  }

  function poke(): void {
    poked = true
    if (!closed) working ??= work()
  }

  return {
    poke,
    away: handOver.away,
    async forget(customerId) {
      await ofCustomers.ended(customerId)
      return (await channel.forget?.(customerId)) ?? 0
    },
    async close() {
      closed = true
      cancelTimer()
      await working
      await handOver.close()
    },
  }
}
