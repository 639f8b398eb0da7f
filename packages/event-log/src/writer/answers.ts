import { type RecordedEvent, RefusedError } from '@waitlist/contracts'
import { atMost, type Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import type { Outcome } from './owned-stream.ts'

/** Told what has been committed, in commit order; answers wait for it, but not for longer than this. */
export type OnCommitted = (events: readonly RecordedEvent[]) => Promise<void> | void

const VIEWS_MS = 250

export type AnswerSettings = {
  readonly clock: Clock
  readonly logger: Logger
  readonly onCommitted?: OnCommitted | undefined
}

function tell({ waiter, kind, refusal, error, receipt }: Outcome): void {
  if (kind === 'refusal' && refusal !== undefined) waiter.reject(new RefusedError(refusal))
  else if (kind === 'error') waiter.reject(error)
  else waiter.resolve(receipt as never)
}

/** Gives outcomes to those who wait, after the own views have had their chance to see the events behind them. */
export function createAnswers({ clock, logger, onCommitted }: AnswerSettings) {
  return (events: readonly RecordedEvent[], outcomes: readonly Outcome[], told: () => void): void => {
    const finish = () => {
      for (const outcome of outcomes) tell(outcome)
      told()
    }
    const failed = (error: unknown) => logger.error({ err: error }, 'what follows a commit failed')
    let following: Promise<void> | undefined
    try {
      if (events.length > 0) following = onCommitted?.(events) ?? undefined
    } catch (error) {
      failed(error)
    }
    if (following === undefined) finish()
    else
      void atMost(clock, VIEWS_MS, following).then(finish, (error) => {
        failed(error)
        finish()
      })
  }
}
