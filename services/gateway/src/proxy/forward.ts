import { RefusedError, type RouteDefinition } from '@waitlist/contracts'
import { type Clock, type Logger, pause } from '@waitlist/event-log'
import { attributeNames, type Count } from '@waitlist/telemetry'
import type { Dispatcher } from 'undici'
import type { Answer } from './answer.ts'
import { exchange, type Outcome, type Passed } from './exchange.ts'
import type { Pools } from './pools.ts'
import type { Destination, Targets } from './targets.ts'

export type ForwardParts = {
  readonly pools: Pools
  readonly targets: Targets
  readonly clock: Clock
  readonly logger: Logger
  /** Counts the requests that are sent to another process. */
  readonly retried: Count
}

/** How long a request may wait for somebody who takes it, ms. */
const PATIENCE_MS = 2000
const FIRST_PAUSE_MS = 50

const busy = (detail: string) => new RefusedError({ code: 'WL_ERR_BUSY', detail })

/** Whether asking a second time, of another process, does no more than asking once. */
export function isRepeatable(route: RouteDefinition, method: string, idempotencyKey: unknown): boolean {
  if (method === 'GET' || method === 'HEAD' || route.repeatable) return true
  return route.idempotencyKey !== 'none' && idempotencyKey !== undefined
}

/**
 * Passes a request on until it is answered. Who cannot be reached is replaced by another process; what was sent is sent
 * once more where that is harmless. Throws WL_ERR_BUSY when nobody took it, or when nobody can say what came of it; then
 * the answer has not begun.
 */
export async function forward(
  { pools, targets, clock, logger, retried }: ForwardParts,
  to: Destination,
  request: Passed,
  repeatable: boolean,
  answer: Answer,
): Promise<void> {
  const tried = new Set<string>()
  let waitUntil = clock.now() + PATIENCE_MS
  let waiting = FIRST_PAUSE_MS
  let mayRepeat = repeatable

  /** When all have been tried, or none is known, lets some time pass before it begins again. */
  const another = async (): Promise<string> => {
    for (;;) {
      const address = targets.next(to, tried)
      if (address !== undefined) return address
      if (clock.now() + waiting > waitUntil) throw busy(`No process of the ${to.service} service can be reached`)
      await pause(clock, waiting)
      await targets.refresh()
      waiting *= 2
      tried.clear()
    }
  }

  while (!answer.gone) {
    const address = await another()
    const outcome = await attempt(poolAt(pools, address), request, answer)
    if (outcome === 'answered' || outcome === 'gone') return
    tried.add(address)
    if (outcome === 'unsent') {
      targets.unreachable(to.service, address)
    } else {
      logger.warn({ service: to.service, address, method: request.method, outcome }, 'an answer did not come')
      if (outcome === 'late' || !mayRepeat) {
        throw busy(`The ${to.service} service did not answer; what was asked for may or may not have happened`)
      }
      mayRepeat = false
      waitUntil = clock.now() + PATIENCE_MS
    }
    retried(1, { [attributeNames.peer]: to.service, [attributeNames.errorType]: outcome })
    await targets.refresh()
  }
}

/** A map may name what is no address; then there is nobody under it. */
function poolAt(pools: Pools, address: string): Dispatcher | undefined {
  try {
    return pools.at(address)
  } catch {
    return undefined
  }
}

async function attempt(pool: Dispatcher | undefined, request: Passed, answer: Answer): Promise<Outcome> {
  return pool ? exchange(pool, request, answer) : 'unsent'
}
