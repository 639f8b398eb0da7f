import type { RecordedEvent } from '@waitlist/contracts'
import { always, violationsOf } from '@waitlist/testkit/invariants/index'
import type { History } from '@waitlist/testkit/invariants/violation'

/** Throws when an invariant does not hold: then this is no history that an event can have had. */
export function requirePossible(eventId: string, history: History): void {
  const [first] = violationsOf(history, always)
  if (!first) return
  throw new Error(`the log of ${eventId} cannot be right: ${first.invariant} ${first.what}, at ${first.at}`)
}

/** I15, for every stream there is: notes an event in the heads of streams, and throws when one before it is missing. */
export function requireNext(heads: Map<string, number>, { stream, version }: RecordedEvent): void {
  const head = heads.get(stream) ?? 0
  if (version !== head + 1) throw new Error(`the log has ${stream}@${version} behind ${stream}@${head}`)
  heads.set(stream, version)
}
