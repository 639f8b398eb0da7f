import type { Fit, Policy } from '@waitlist/contracts'
import type { Choice, Chosen, Line, LineEntry, PassedOver } from '../src/line-types.ts'

/** The line as a sorted array, every question answered by looking at everybody: the specification. */
export function createNaiveLine(firstPolicy: Policy, firstFit: Fit): Line {
  let policy = firstPolicy
  let fit = firstFit
  let entries: LineEntry[] = []

  function lane(tier: string): number {
    if (policy.kind === 'fcfs') return 0
    const lane = policy.tiers.indexOf(tier)
    return lane < 0 ? policy.tiers.length - 1 : lane
  }
  function sort(): void {
    entries.sort((a, b) => lane(a.tier) - lane(b.tier) || a.score - b.score || (a.entryId < b.entryId ? -1 : 1))
  }
  function those(ticketType: string): LineEntry[] {
    return entries.filter((entry) => entry.ticketTypes.includes(ticketType))
  }
  const at = (list: LineEntry[], entryId: string) => list.findIndex((entry) => entry.entryId === entryId)

  return {
    get size() {
      return entries.length
    },
    sizeOf: (ticketType) => those(ticketType).length,
    has: (entryId) => at(entries, entryId) >= 0,
    put(entry) {
      entries = entries.filter((other) => other.entryId !== entry.entryId)
      entries.push(entry)
      sort()
    },
    remove(entryId) {
      const before = entries.length
      entries = entries.filter((entry) => entry.entryId !== entryId)
      return entries.length < before
    },
    configure(nextPolicy, nextFit) {
      policy = nextPolicy
      fit = nextFit
      sort()
    },
    get policy() {
      return policy
    },
    get lanes() {
      return policy.kind === 'fcfs' ? 1 : policy.tiers.length
    },
    standing(entryId) {
      const entry = entries[at(entries, entryId)]
      if (!entry) return undefined
      const { tier, score, ticketTypes } = entry
      return { lane: lane(tier), key: score, score, ticketTypes: [...new Set(ticketTypes)] }
    },
    position(entryId) {
      const ahead = at(entries, entryId)
      const entry = entries[ahead]
      if (!entry) return undefined
      const byTicketType = [...new Set(entry.ticketTypes)].map((ticketType) => {
        const waiting = those(ticketType)
        return { ticketType, position: at(waiting, entryId) + 1, total: waiting.length }
      })
      return { position: ahead + 1, ahead, total: entries.length, byTicketType }
    },
    at: (position) => entries[position - 1],
    spanOf(which) {
      const lanes = entries.map((entry) => lane(entry.tier))
      return { ahead: lanes.filter((one) => one < which).length, size: lanes.filter((one) => one === which).length }
    },
    wants: (ticketType) => those(ticketType).length > 0,
    takes: (ticketType, free) =>
      those(ticketType).some((entry) => (fit.kind === 'skip' ? entry.minQuantity <= free : true)),
    choose: (free, types, limit, loose = () => 0) => chooseNaively(entries, fit, free, types, limit, loose),
    entries: () => entries.values(),
  }
}

function chooseNaively(
  entries: readonly LineEntry[],
  fit: Fit,
  free: (ticketType: string) => number,
  types: Iterable<string>,
  limit: number,
  loose: (ticketType: string) => number,
): Choice {
  const left = new Map([...types].map((type) => [type, free(type)]))
  const blocked = new Set<string>()
  const held = new Set<string>()
  const picks: Chosen[] = []
  const heads: PassedOver[] = []
  let exhausted = true

  for (const entry of entries) {
    const own = [...new Set(entry.ticketTypes)].filter((type) => (left.get(type) ?? 0) > 0 && !blocked.has(type))
    const ticketType = own.find((type) => entry.minQuantity <= (left.get(type) ?? 0))
    if (ticketType !== undefined) {
      if (picks.length === limit) {
        exhausted = false
        break
      }
      const quantity = Math.min(entry.quantity, left.get(ticketType) ?? 0)
      left.set(ticketType, (left.get(ticketType) ?? 0) - quantity)
      picks.push({ entryId: entry.entryId, ticketType, quantity })
    } else if (fit.kind === 'strict' && own.length > 0) {
      for (const type of own) blocked.add(type)
      heads.push({ entryId: entry.entryId, rule: 'strict', ticketTypes: own })
    } else if (fit.kind === 'accumulate' && entry.minQuantity <= fit.tickets) {
      const types = own.filter((type) => !held.has(type))
      // Of what is free the oldest are loose, and the oldest go first: so the held ones are what is over the loose ones.
      for (const type of types) {
        held.add(type)
        left.set(type, Math.max(0, (left.get(type) ?? 0) - Math.max(0, free(type) - loose(type))))
      }
      if (types.length > 0) heads.push({ entryId: entry.entryId, rule: 'accumulate', ticketTypes: types })
    }
  }

  const all = fit.kind === 'strict' ? heads : skipped(entries, picks)
  if (fit.kind === 'accumulate') {
    const known = new Set(all.map(({ entryId }) => entryId))
    const place = ({ entryId }: PassedOver) => entries.findIndex((entry) => entry.entryId === entryId)
    all.push(...heads.filter(({ entryId }) => !known.has(entryId)))
    all.sort((a, b) => place(a) - place(b))
  }
  return { picks, passedOver: all.slice(0, 100), passedOverMore: Math.max(0, all.length - 100), exhausted }
}

/** Who got nothing and waits for a type that somebody behind was given. */
function skipped(entries: readonly LineEntry[], picks: readonly Chosen[]): PassedOver[] {
  const given = new Map(picks.map((pick) => [pick.entryId, pick.ticketType]))
  return entries.flatMap((entry, index) => {
    if (given.has(entry.entryId)) return []
    const behind = new Set(entries.slice(index + 1).map(({ entryId }) => given.get(entryId)))
    const ticketTypes = [...new Set(entry.ticketTypes)].filter((type) => behind.has(type))
    return ticketTypes.length > 0 ? [{ entryId: entry.entryId, rule: 'skip' as const, ticketTypes }] : []
  })
}
