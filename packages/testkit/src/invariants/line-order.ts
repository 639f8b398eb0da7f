import { durationMs, type Fit, type Policy, type RecordedEvent } from '@waitlist/contracts'
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
  const since = createArrivals()
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
      const held = heldTickets(line.rules().fit, free, since, event.time)
      found.push(...compare(run, candidates, line.rules(), restricted(release, at, free), held))
      for (const made of run) offerOf.set(made.data.entryId, made.data.offerId)
      at += run.length - 1
      for (const made of run) keepFree(free, made, since)
    } else keepFree(free, event, since)
  }
  return found
}

function keepFree(free: Map<string, number>, event: RecordedEvent, since: Arrivals): void {
  const { balance } = event.data as { balance?: Record<string, { free: number }> }
  for (const [pool, after] of Object.entries(balance ?? {})) {
    // An organizer may put up what was free before; that begins anew.
    const anew = event.type === 'ReleaseAdvanced' && event.data.plan?.from === 'pool' ? event.data.plan.quantity : 0
    since.change(pool, after.free - (free.get(pool) ?? 0), anew, event.time)
    free.set(pool, after.free)
  }
}

type Arrivals = ReturnType<typeof createArrivals>

/** When each free ticket came free, in ms; whoever takes some takes the oldest. */
function createArrivals() {
  const moments = new Map<string, number[]>()
  return {
    change(pool: string, delta: number, anew: number, at: number): void {
      const tickets = moments.get(pool) ?? []
      tickets.splice(0, Math.max(anew, -delta))
      for (let n = 0; n < delta + anew; n += 1) tickets.push(at)
      moments.set(pool, tickets)
    },
    after: (pool: string, at: number) => (moments.get(pool) ?? []).filter((moment) => moment > at).length,
  }
}

/** Under `accumulate`, how many tickets of a type are held for the first who does not fit. */
function heldTickets(fit: Fit, free: ReadonlyMap<string, number>, since: Arrivals, now: number) {
  if (fit.kind !== 'accumulate') return new Map<string, number>()
  const hold = durationMs(fit.hold) as number
  return new Map([...free.keys()].map((type) => [type, since.after(type, now - hold)]))
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
  held: ReadonlyMap<string, number>,
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
  const heldFor = new Set<string>()
  const expected: string[] = []
  for (const entry of sorted) {
    const wanted = entry.ticketTypes.filter((type) => (free.get(type) ?? 0) > 0 && !blocked.has(type))
    const type = wanted.find((name) => (free.get(name) as number) >= entry.minQuantity)
    if (type === undefined) {
      if (rules.fit.kind === 'strict') for (const name of wanted) blocked.add(name)
      if (rules.fit.kind === 'accumulate' && entry.minQuantity <= rules.fit.tickets) {
        for (const name of wanted.filter((one) => !heldFor.has(one))) {
          heldFor.add(name)
          free.set(name, Math.max(0, (free.get(name) as number) - (held.get(name) ?? 0)))
        }
      }
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
