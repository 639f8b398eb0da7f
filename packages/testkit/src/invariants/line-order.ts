import type { Fit, Policy, RecordedEvent } from '@waitlist/contracts'
import { type Checker, type History, type Violation, violation } from './violation.ts'

type Waiting = {
  entryId: string
  ticketTypes: readonly string[]
  quantity: number
  minQuantity: number
  tier: string
  score: number
  status: string
}
type Rules = { policy: Policy; fit: Fit; autoRelease: boolean }

/** The naive line: entries by id from the waitlist stream up to a version, and the rules in force there. */
function createNaiveLine(waitlist: readonly RecordedEvent[]) {
  const entries = new Map<string, Waiting>()
  let rules: Rules = { policy: { kind: 'fcfs' }, fit: { kind: 'skip' }, autoRelease: true }
  let folded = 0
  const settledOffers = new Set<string>()
  return {
    entries,
    settledOffers,
    rules: () => rules,
    foldTo(version: number) {
      for (; folded < version && folded < waitlist.length; folded += 1) {
        const event = waitlist[folded] as RecordedEvent
        if (event.type === 'WaitlistConfigured') rules = event.data
        if (event.type === 'WaitlistJoined') entries.set(event.data.entryId, { ...event.data, status: 'waiting' })
        if (event.type === 'WaitlistLeft') (entries.get(event.data.entryId) as Waiting).status = 'left'
        if (event.type === 'EntryMoved') (entries.get(event.data.entryId) as Waiting).score = event.data.score
        if (event.type === 'EntrySettled') {
          const { entryId, status, score, offerId } = event.data
          const entry = entries.get(entryId) as Waiting
          entry.status = status
          if (score !== undefined) entry.score = score
          if (offerId !== undefined && status !== 'offered' && status !== 'claimed') settledOffers.add(offerId)
        }
      }
    },
  }
}

/**
 * I4: every run of offers is the one that anybody recomputes from waitlist up to its lineVersion and release before it:
 * the earliest entry that the fit allows, each with the first of its types that fits. Nobody eligible is passed over.
 */
export const lineOrderIsKept: Checker = (history) => {
  const found: Violation[] = []
  const line = createNaiveLine(history.waitlist)
  const free = new Map<string, number>()
  const offerOf = new Map<string, string>()
  const { release } = history
  for (let at = 0; at < release.length; at += 1) {
    const event = release[at] as RecordedEvent
    if (event.type === 'OfferMade') {
      const run = runFrom(history, at)
      line.foldTo(event.data.lineVersion)
      const candidates = [...line.entries.values()].filter(
        ({ entryId, status }) => status === 'waiting' && isOut(offerOf.get(entryId), line.settledOffers) === false,
      )
      found.push(...compare(run, candidates, line.rules(), restricted(release, at, free)))
      for (const made of run) offerOf.set(made.data.entryId, made.data.offerId)
      at += run.length - 1
      for (const made of run) keepFree(free, made)
    } else keepFree(free, event)
  }
  return found
}

function keepFree(free: Map<string, number>, event: RecordedEvent): void {
  const { balance } = event.data as { balance?: Record<string, { free: number }> }
  for (const [pool, after] of Object.entries(balance ?? {})) free.set(pool, after.free)
}

function isOut(offerId: string | undefined, settled: ReadonlySet<string>): boolean {
  return offerId !== undefined && !settled.has(offerId)
}

function runFrom({ release }: History, from: number): RecordedEvent<'OfferMade'>[] {
  const run: RecordedEvent<'OfferMade'>[] = []
  for (let at = from; ; at += 1) {
    const event = release[at]
    if (event?.type !== 'OfferMade') return run
    run.push(event)
  }
}

/** An organizer's release gives from its own type only; whatever else gives from every pool. */
function restricted(
  release: readonly RecordedEvent[],
  at: number,
  free: ReadonlyMap<string, number>,
): Map<string, number> {
  const head = release[at - 1]
  const act = head?.type === 'ReleaseAdvanced' && (head.data.plan !== undefined || head.data.freed > 0)
  return new Map([...free].filter(([type]) => !act || type === head.data.ticketType))
}

function compare(
  run: readonly RecordedEvent<'OfferMade'>[],
  candidates: readonly Waiting[],
  rules: Rules,
  free: Map<string, number>,
): Violation[] {
  if (!rules.autoRelease) return []
  const lane = (tier: string) => {
    if (rules.policy.kind !== 'priority') return 0
    const place = rules.policy.tiers.indexOf(tier)
    return place < 0 ? rules.policy.tiers.length - 1 : place
  }
  const sorted = [...candidates].sort(
    (a, b) => lane(a.tier) - lane(b.tier) || a.score - b.score || (a.entryId < b.entryId ? -1 : 1),
  )
  const blocked = new Set<string>()
  const expected: string[] = []
  for (const entry of sorted) {
    const wanted = entry.ticketTypes.filter((type) => (free.get(type) ?? 0) > 0 && !blocked.has(type))
    const type = wanted.find((name) => (free.get(name) as number) >= entry.minQuantity)
    if (type === undefined) {
      if (rules.fit.kind === 'strict') for (const name of wanted) blocked.add(name)
      continue
    }
    const quantity = Math.min(entry.quantity, free.get(type) as number)
    free.set(type, (free.get(type) as number) - quantity)
    expected.push(`${entry.entryId} ${quantity} ${type}`)
    if (expected.length === run.length) break
  }
  return run.flatMap((event, index) => {
    const { entryId, quantity, ticketType } = event.data
    const made = `${entryId} ${quantity} ${ticketType}`
    return made === expected[index]
      ? []
      : [violation('I4', `offered to ${made}, next in line is ${expected[index] ?? 'nobody'}`, event)]
  })
}
