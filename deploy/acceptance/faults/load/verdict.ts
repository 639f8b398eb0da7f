import { answeredJoinsAreThere, positionsWereRight } from '@waitlist/testkit/invariants/answers'
import { type History, type Violation, violation } from '@waitlist/testkit/invariants/violation'
import type { Entry } from '../../harness/shapes.ts'
import type { Told } from './crowd.ts'
import type { Answered } from './until-answered.ts'

/** Everything in which what clients were told is not what the logs say: answered ⊆ stored, and in the order of the answers. */
export function disagreements(told: Told, history: History): Violation[] {
  const entries = told.joins.map(({ answer }) => answer.body)
  const firsts = told.joins.filter(({ answer }) => answer.status === 201).map(({ answer }) => answer.body)
  return [
    ...answeredJoinsAreThere(entries as never, history),
    ...positionsWereRight(firsts as never, history),
    ...orderWasKept(told.joins, history),
    ...refundsAreLots(told.refunds, history),
    ...claimsAreThere(told, history),
    ...purchasesCount(told.purchases, history),
    ...leaversAreGone(told, history),
  ]
}

/** Who was answered before another one asked stands before that one, whichever process answered either. */
function orderWasKept(joins: readonly Answered<Entry>[], { waitlist }: History): Violation[] {
  const versions = new Map(
    waitlist.flatMap((event) =>
      event.type === 'WaitlistJoined' ? [[event.data.entryId, event.version] as const] : [],
    ),
  )
  const byAnswer = joins.toSorted((a, b) => a.answeredAt - b.answeredAt)
  const found: Violation[] = []
  let answered = 0
  let newest = 0
  for (const join of joins.toSorted((a, b) => a.askedAt - b.askedAt)) {
    for (let next = byAnswer[answered]; next && next.answeredAt < join.askedAt; next = byAnswer[answered]) {
      newest = Math.max(newest, versions.get(next.answer.body.entryId) ?? 0)
      answered += 1
    }
    const { entryId } = join.answer.body
    if ((versions.get(entryId) ?? 0) < newest) {
      found.push(violation('I4', `${entryId} asked after the answer of version ${newest}, and stands before it`))
    }
  }
  return found
}

/** I13: each refund that was taken is exactly one lot, with its quantity; and there are no others. */
function refundsAreLots(refunds: ReadonlyMap<string, number>, { release }: History): Violation[] {
  const lots = new Map<string, number[]>()
  for (const event of release) {
    if (event.type !== 'TicketsReleased' || event.data.source !== 'refund') continue
    lots.set(event.data.sourceId, [...(lots.get(event.data.sourceId) ?? []), event.data.quantity])
  }
  const ids = new Set([...refunds.keys(), ...lots.keys()])
  return [...ids].flatMap((refundId) => {
    const [is, wanted] = [(lots.get(refundId) ?? []).join(), `${refunds.get(refundId) ?? ''}`]
    return is === wanted ? [] : [violation('I13', `refund ${refundId} of ${wanted || 'nobody'} is the lots [${is}]`)]
  })
}

/** I8, I9: a claim that was answered is there, and an offer has one winner: its holder. */
function claimsAreThere({ claims }: Told, { release }: History): Violation[] {
  const holders = new Map<string, string[]>()
  for (const event of release) {
    if (event.type !== 'OfferClaimed') continue
    holders.set(event.data.offerId, [...(holders.get(event.data.offerId) ?? []), event.data.customerId])
  }
  const doubled = [...holders].filter(([, winners]) => winners.length > 1)
  const missing = claims.filter(
    ({ offerId, customerId, status }) => status === 200 && holders.get(offerId)?.[0] !== customerId,
  )
  return [
    ...doubled.map(([offerId, winners]) => violation('I8', `${offerId} was claimed ${winners.length} times`)),
    ...missing.map(({ offerId, customerId }) => violation('I9', `${customerId} was told that ${offerId} is claimed`)),
  ]
}

/** A purchase that was heard of is fulfilled, in time or late, once. */
function purchasesCount(purchases: ReadonlySet<string>, { release }: History): Violation[] {
  const counts = new Map<string, number>()
  for (const event of release) {
    if (event.type !== 'OfferFulfilled' && event.type !== 'PurchaseCameLate') continue
    counts.set(event.data.offerId, (counts.get(event.data.offerId) ?? 0) + 1)
  }
  return [...purchases]
    .filter((offerId) => counts.get(offerId) !== 1)
    .map((offerId) => violation('I13', `the purchase of ${offerId} counts ${counts.get(offerId) ?? 0} times`))
}

/** Who was told to have left did. */
function leaversAreGone({ leaves }: Told, { waitlist }: History): Violation[] {
  const left = new Set(waitlist.flatMap((event) => (event.type === 'WaitlistLeft' ? [event.data.entryId] : [])))
  return leaves
    .flatMap(({ answer }) => answer.body.left)
    .filter(({ entryId }) => !left.has(entryId))
    .map(({ entryId }) => violation('I6', `${entryId} was told to have left and did not`))
}
