import { nothingReturnsPastAnybody } from './answered-before.ts'
import { oneStoryAtRest } from './at-rest.ts'
import { neverOverfull, oneActiveEntryPerCustomer } from './entries.ts'
import { identityHolds, lotsEnterOnce, neverMoreThanReleased } from './identity.ts'
import { lineOrderIsKept } from './line-order.ts'
import { movesLandWhereTheySay } from './moves.ts'
import { nothingLiesIdleAtRest } from './nothing-idle.ts'
import { claimAndExpiryExclude, offersFitTheirEntries, oneLiveOfferPerEntry } from './offers.ts'
import { versionsAreContiguous } from './versions.ts'
import type { Checker, History, Violation } from './violation.ts'

/** What holds at every moment, of any history. */
export const always: readonly Checker[] = [
  versionsAreContiguous,
  identityHolds,
  neverMoreThanReleased,
  lotsEnterOnce,
  oneLiveOfferPerEntry,
  offersFitTheirEntries,
  oneActiveEntryPerCustomer,
  neverOverfull,
  claimAndExpiryExclude,
  lineOrderIsKept,
  movesLandWhereTheySay,
]

/** What holds when everything has been delivered and nothing is due. */
export const atRest: readonly Checker[] = [oneStoryAtRest, nothingLiesIdleAtRest]

/** What a simulation can check besides, because all its clocks are one. */
export const withOneClock: readonly Checker[] = [nothingReturnsPastAnybody]

/** Everything that is wrong in a history, by these checkers. */
export function violationsOf(history: History, checkers: readonly Checker[]): Violation[] {
  return checkers.flatMap((check) => check(history))
}
