import type { RecordedEvent } from '@waitlist/contracts'
import type { Clock, Commit, EventLog, Logger } from '@waitlist/event-log'
import type { PeopleStore, Person } from '@waitlist/views'
import { giveWay } from '../give-way.ts'
import { causeOf, finishedCommit } from '../notice-events.ts'
import type { NoticeLog } from '../notice-log.ts'
import { type Attempt, type AttemptDrivers, attempt } from './attempt.ts'
import { backOff } from './back-off.ts'
import { observeNotices } from './observe.ts'

export type SenderDrivers = AttemptDrivers & {
  readonly log: EventLog
  readonly notices: NoticeLog
  readonly people: PeopleStore
  readonly clock: Clock
  readonly logger: Logger
}

/** Sends what the log says is planned, oldest first, and again later what could not be sent. */
export type Sender = {
  /** There may be something to send. */
  poke(): void
  /** Waits for what is under way; takes nothing more. */
  close(): Promise<void>
}

type Planned = RecordedEvent<'NotificationPlanned'>

/** What came of a try, and the commit that says so when it is over. */
type Settled = Attempt & { readonly commit?: Commit }

/** So many are sent before one write says what became of them: writes are dear, and a repeat is no harm. */
const PER_WRITE = 64

/**
 * So many are sent at a time, and then the process has some rounds of its loop to itself: more of them when nothing but
 * confirmations went out, for those can wait while joins pour in.
 */
const AT_A_TIME = 16
const PAUSE_ROUNDS = 2
const CONFIRMATION_PAUSE_ROUNDS = 24

/** When the log itself fails, how long (ms) until it is asked again. */
const LOG_RETRY_MS = 1_000

export function createSender(drivers: SenderDrivers): Sender {
  const { log, notices, people, clock, logger } = drivers
  const observed = observeNotices()
  /** How often those that wait were tried, by notice; a new process starts to count again. */
  const attempts = new Map<string, number>()
  let working: Promise<void> | undefined
  let poked = false
  let closed = false
  let cancelTimer = () => {}

  /** The planned notice of a stream that owes one. */
  async function plannedOf(stream: string): Promise<Planned | undefined> {
    const events = await log.read(stream, 1, 2)
    const [first] = events
    if (events.length === 1 && first?.type === 'NotificationPlanned') return first
    await log.setWake(stream, null)
    return undefined
  }

  async function settle(planned: Planned, person: Person | undefined): Promise<Settled> {
    const { data: notice } = planned
    const tried = (attempts.get(notice.noticeId) ?? 0) + 1
    const result = await attempt(planned, person, clock.now(), drivers)
    say(logger, planned, result)
    if (result.outcome === 'later') {
      attempts.set(notice.noticeId, tried)
      await log.setWake(planned.stream, clock.now() + backOff(tried))
      return result
    }
    attempts.delete(notice.noticeId)
    const { locale: _, ...data } = notice
    const time = Math.max(clock.now(), planned.time)
    const cause = causeOf(planned)
    const commit =
      result.outcome === 'sent'
        ? finishedCommit({ type: 'NotificationSent', data: { ...data, attempt: tried }, time, cause })
        : finishedCommit({ type: 'NotificationFailed', data: { ...data, reason: result.reason }, time, cause })
    return { ...result, commit }
  }

  /** Sends those that some streams owe; resolves with what became of them, as commits, and how long to give way. */
  async function send(streams: readonly string[]): Promise<{ commits: (Commit | undefined)[]; rounds: number }> {
    const planned = (await Promise.all(streams.map(plannedOf))).filter((event) => event !== undefined)
    const addresses = await people.get([...new Set(planned.map(({ data }) => data.customerId))])
    const person = (event: Planned) => addresses.get(event.data.customerId)
    const settled = await Promise.all(planned.map((one) => observed(one, (event) => settle(event, person(event)))))
    const commits = settled.map(({ commit }) => commit)
    const confirmations = planned.every(({ data }) => data.template === 'joined')
    return { commits, rounds: confirmations ? CONFIRMATION_PAUSE_ROUNDS : PAUSE_ROUNDS }
  }

  /** Sends some of what is due; false when nothing is. */
  async function sendSome(): Promise<boolean> {
    const owing = await log.owing('notice:', clock.now(), PER_WRITE)
    const commits: (Commit | undefined)[] = []
    try {
      for (let from = 0; from < owing.length && !closed; from += AT_A_TIME) {
        const sent = await send(owing.slice(from, from + AT_A_TIME).map(({ stream }) => stream))
        commits.push(...sent.commits)
        await giveWay(sent.rounds, () => closed)
      }
    } finally {
      await notices.append(commits.filter((commit) => commit !== undefined))
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
    async close() {
      closed = true
      cancelTimer()
      await working
    },
  }
}

/** One line per notice: its id, channel and template, never who it is for or what it says. */
function say(logger: Logger, { data: { noticeId, channel, template } }: Planned, result: Attempt): void {
  const notice = { notice: noticeId, channel, template }
  if (result.outcome === 'sent') logger.info(notice, 'notice sent')
  else if (result.outcome === 'failed') logger.info({ ...notice, reason: result.reason }, 'notice not sent')
  else logger.warn({ ...notice, reason: result.reason }, 'notice waits')
}
