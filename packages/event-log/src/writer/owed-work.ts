import { attributeNames, beginTrace, idNames, spanNames } from '@waitlist/telemetry'
import { apply, EvolveError, hasRoom, type Turn, type TurnSettings } from './turn.ts'

/** A stream whose owed work comes to nothing (a bug) is asked again after this. */
const STUCK_RETRY_MS = 60_000

/**
 * Makes the part of a turn that does what the stream owes, within a budget of events, and notes what it owes next.
 * `start` is when the turn began, ms since 1970.
 */
export function createOwedWork<State, Command>(
  settings: TurnSettings<State, Command>,
  turn: Turn<State, Command>,
  start: number,
): (budget: number) => void {
  const { decider, logger } = settings
  const { stream, events } = turn
  let owed = 0
  // How many events the turn had when owed work came to nothing: it is not asked again before there are more.
  let stuckAt = -1

  /** What nobody has caused begins a trace of its own. */
  function root() {
    const kind = stream.name.slice(0, stream.name.indexOf(':'))
    const attributes = { [attributeNames.streamKind]: kind, [idNames.stream]: stream.name }
    const place = beginTrace(`${spanNames.due} ${kind}`, attributes)
    return { correlationId: `${stream.name}@${stream.version + 1}`, ...place }
  }

  const now = () => Math.max(start, stream.lastTime)

  function giveUp(reason: object): void {
    logger.error({ ...reason, stream: stream.name }, 'owed work came to nothing')
    stuckAt = events.length
    turn.more = false
    turn.wakeAt = now() + STUCK_RETRY_MS
  }

  function noteWake(wakeAt: number | undefined): void {
    turn.more = false
    turn.wakeAt = wakeAt ?? null
    // It would be woken at once, for ever.
    if (wakeAt !== undefined && wakeAt <= now()) giveUp({ wakeAt })
  }

  /** Does one thing that is owed; false when nothing more is to be done in this turn. */
  function doNext(budget: number): boolean {
    const time = now()
    const due = decider.due(stream.state, time)
    if (!('command' in due)) {
      noteWake(due.wakeAt)
      return false
    }
    turn.more = true
    turn.wakeAt = time
    const decision = decider.decide(due.command, stream.state, time)
    const facts = 'refused' in decision ? [] : decision.events
    if (facts.length === 0) giveUp({ decision })
    if (facts.length === 0 || !hasRoom(turn, facts.length) || (owed > 0 && owed + facts.length > budget)) return false
    owed += facts.length
    apply(settings, turn, facts, { cause: due.cause ?? stream.trigger ?? root(), time })
    return true
  }

  return (budget) => {
    try {
      while (events.length !== stuckAt && doNext(budget));
    } catch (error) {
      if (error instanceof EvolveError) throw error
      giveUp({ err: error })
    }
  }
}
