import type { CommandRecord } from '../port.ts'
import { isSameRequest } from '../writer-port.ts'
import type { Outcome, Waiting } from './owned-stream.ts'
import { apply, hasRoom, type Turn, type TurnSettings } from './turn.ts'

/** Makes the part of a turn that decides commands in order; what finds no room is noted as left. */
export function createDecideCommands<State, Command>(
  settings: TurnSettings<State, Command>,
  turn: Turn<State, Command>,
): (waiters: readonly Waiting<Command>[]) => void {
  const { decider, logger } = settings
  const { stream, records, outcomes } = turn
  const decided = new Map<string, CommandRecord>()

  /** Answers a keyed command that was decided before, in the log or in this turn. */
  function repeat(waiter: Waiting<Command>): Outcome | undefined {
    const { record } = waiter.options
    const first = waiter.earlier ?? (record && decided.get(record.id))
    if (record === undefined || first === undefined) return undefined
    if (isSameRequest(record, first.hash)) return { waiter, kind: 'answer', receipt: first.receipt }
    const detail = 'The Idempotency-Key was given with another request before'
    return { waiter, kind: 'refusal', refusal: { code: 'WL_ERR_KEY_REUSED', detail } }
  }

  /** Decides one command; undefined when its events do not fit into this turn. */
  function decide(waiter: Waiting<Command>): Outcome | undefined {
    const { command, options, arrived } = waiter
    const time = Math.max(arrived, stream.lastTime)
    let decision: ReturnType<typeof decider.decide>
    try {
      decision = decider.decide(command, stream.state, time)
    } catch (error) {
      const traceId = options.cause?.correlationId
      logger.error({ err: error, stream: stream.name, traceId }, 'a command could not be decided')
      return { waiter, kind: 'error', error }
    }
    if ('refused' in decision) return { waiter, kind: 'refusal', refusal: decision.refused }
    const { events, receipt } = decision
    if (events.length > 0) {
      if (!hasRoom(turn, events.length)) return undefined
      apply(settings, turn, events, { cause: options.cause, time, waiter })
    }
    const outcome: Outcome = { waiter, kind: 'answer', receipt: typeof receipt === 'function' ? receipt() : receipt }
    if (options.record !== undefined && events.length > 0) {
      const { id, hash } = options.record
      const record = { id, hash, receipt: outcome.receipt }
      records.push(record)
      decided.set(record.id, record)
    }
    return outcome
  }

  return (waiters) => {
    for (const [at, waiter] of waiters.entries()) {
      // Those behind one that found no room wait too: nobody overtakes.
      const outcome = turn.left.length > 0 ? undefined : (repeat(waiter) ?? decide(waiter))
      if (outcome === undefined) {
        turn.left = [...turn.left, ...waiters.slice(at)]
        return
      }
      outcomes.push(outcome)
    }
  }
}
