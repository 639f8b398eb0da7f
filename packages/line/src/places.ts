import type { MoveTarget } from '@waitlist/contracts'
import type { LineEntry } from './line-types.ts'
import type { Waitlist } from './waitlist.ts'

/** An entry and the score that puts it at its new place. */
export type NewPlace = { readonly entryId: string; readonly to: MoveTarget; readonly score: number }

/**
 * The scores that move a waiting entry within its lane (design 4.2): its own, and where two scores have no number between
 * them any more also those of some neighbours, who stay where they are. A number is a position of the whole line, as far
 * as the lane goes. Nothing when it stands there already, or does not wait.
 */
export function placesFor(waitlist: Waitlist, entryId: string, to: MoveTarget): NewPlace[] {
  const { line, firstScore, lastScore } = waitlist
  const standing = line.standing(entryId)
  const from = line.position(entryId)?.position
  if (!standing || from === undefined) return []
  const { ahead, size } = line.spanOf(standing.lane)
  const [first, last] = [ahead + 1, ahead + size]
  const target = to === 'top' ? first : to === 'end' ? last : Math.min(Math.max(to, first), last)
  if (target === from) return []
  // Ahead of everybody there ever was, also of those who have an offer now and may come back; and behind them.
  if (target === first) return [{ entryId, to, score: firstScore - 1 }]
  if (target === last) return [{ entryId, to, score: lastScore + 1 }]
  const other = (index: number) => line.at(first + index + (first + index >= from ? 1 : 0)) as LineEntry
  return amongOthers({ others: size - 1, other, first }, { entryId, to }, target - first)
}

/** Who else stands in the lane, from 0 on, and the position of its first. */
type Others = { readonly others: number; other(index: number): LineEntry; readonly first: number }

/** Scores are put at least so far apart, times how many neighbours move along: the next moves should not meet a crowd again. */
const APART = 2 ** -44

/** Puts an entry ahead of the other with an index, and as few neighbours as need be with it, at even distances. */
function amongOthers({ others, other, first }: Others, moved: Omit<NewPlace, 'score'>, index: number): NewPlace[] {
  for (let reach = 0; ; reach = reach * 2 || 1) {
    const [from, to] = [Math.max(index - reach, 0), Math.min(index + reach, others)]
    const low = from > 0 ? other(from - 1).score : undefined
    const scores = evenly(low, to < others ? other(to).score : undefined, to - from + 1, APART * reach)
    if (!scores) continue
    return scores.map((score, at) => {
      const place = from + at
      if (place === index) return { ...moved, score }
      return { entryId: other(place < index ? place : place - 1).entryId, to: first + place, score }
    })
  }
}

/** So many numbers between two, with a relative distance; undefined when there is no room. Where one is missing there is. */
function evenly(low: number | undefined, high: number | undefined, count: number, apart: number) {
  const start = low ?? (high ?? 0) - count - 1
  const step = low === undefined || high === undefined ? 1 : (high - low) / (count + 1)
  const scores = Array.from({ length: count }, (_, index) => start + step * (index + 1))
  const end = high ?? Number.POSITIVE_INFINITY
  const isWide = step >= apart * Math.max(Math.abs(start), Math.abs(start + step * count))
  return isWide && start < (scores[0] as number) && (scores.at(-1) as number) < end ? scores : undefined
}
