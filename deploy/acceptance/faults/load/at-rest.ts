import { atRest, violationsOf } from '@waitlist/testkit/invariants/index'
import type { History } from '@waitlist/testkit/invariants/violation'
import { eventually } from '../../harness/poll.ts'
import type { Logs } from '../ground/logs.ts'

const PATIENCE_MS = 120_000

/** I20: once nothing is broken any more, everything owed is done; gives the history as it is then. */
export function untilAtRest(logs: Logs, eventId: string, isDone: (history: History) => boolean): Promise<History> {
  return eventually(async () => {
    const history = await logs.history(eventId)
    const open = violationsOf(history, atRest)
    if (open.length > 0) throw new Error(`not at rest: ${JSON.stringify(open.slice(0, 3))}`)
    if (!isDone(history)) throw new Error('not everything that was asked for has been done')
    return history
  }, PATIENCE_MS)
}
