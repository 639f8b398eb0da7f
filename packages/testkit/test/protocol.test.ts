import { describe, expect, test } from '@jest/globals'
import type { Balance, RecordedEvent, Settings } from '@waitlist/contracts'
import { isActive } from '@waitlist/line'
import { START } from '@waitlist/line/example-events'
import fc from 'fast-check'
import { eventfulStory, type Happening, happen, ordinaryStory } from './random-story.ts'
import { createTwoStreams, type TwoStreams } from './two-streams.ts'

/** The identity of design 4.3 on every event that moves tickets; nothing is owed while there is something to pay with. */
function checkBalance(event: RecordedEvent): void {
  for (const balance of Object.values((event.data as { balance?: Record<string, Balance> }).balance ?? {})) {
    const { released, owed, free, scheduled, open, claimed, fulfilled, returned } = balance
    const same = released + owed === free + scheduled + open + claimed + fulfilled + returned
    const positive = Math.min(...Object.values(balance)) >= 0
    const paid = owed === 0 || free + scheduled === 0
    if (!same || !positive || !paid)
      throw new Error(`${event.id}: ${JSON.stringify({ balance, same, positive, paid })}`)
  }
}

/** Watches that no ticket is given back past a customer whose place was answered before the ticket came free. */
function createReturnWatch() {
  const since = new Map<string, number>()
  const gains = new Map<string, number>()
  const free = new Map<string, number>()
  let tick = 0
  return (event: RecordedEvent, it: TwoStreams) => {
    tick += 1
    if (event.type === 'WaitlistJoined') since.set(event.data.entryId, tick)
    if (event.type === 'EntrySettled' && event.data.status === 'waiting') since.set(event.data.entryId, tick)
    for (const [type, balance] of Object.entries((event.data as { balance?: Record<string, Balance> }).balance ?? {})) {
      const putUp = event.type === 'ReleaseAdvanced' && event.data.freed > 0
      if (putUp || balance.free > (free.get(type) ?? 0)) gains.set(type, tick)
      free.set(type, balance.free)
    }
    if (event.type !== 'TicketsReturnedToPublic' || event.data.reason !== 'unwanted') return
    const { ticketType, quantity } = event.data
    const strict = it.join.state.waitlist.configuration?.fit.kind !== 'skip'
    const slipped = [...it.join.state.waitlist.entries.values()].find(
      (entry) =>
        entry.status === 'waiting' &&
        // Who has been offered tickets, and join has not heard of it yet, was not passed.
        !it.release.state.unsettled.has(entry.entryId) &&
        entry.ticketTypes.includes(ticketType) &&
        (strict || entry.minQuantity <= quantity) &&
        (since.get(entry.entryId) ?? 0) < (gains.get(ticketType) ?? 0),
    )
    if (slipped) throw new Error(`${event.id}: returned past ${slipped.customerId}, who was answered before`)
  }
}

/** What must be so whenever both sides know everything. */
function checkAtRest(it: TwoStreams): void {
  const { waitlist } = it.join.state
  const { offers, liveOffers, orphans, unsettled, waitlist: known } = it.release.state
  for (const offer of offers.values()) {
    const status = waitlist.entries.get(offer.data.entryId)?.status
    if (offer.data.status === 'open') expect(status).toBe('offered')
    if (offer.data.status === 'claimed') expect(status).toBe('claimed')
    if (offer.data.status === 'fulfilled' || offer.late) expect(status).toBe('purchased')
  }
  expect([liveOffers.size, unsettled.size, orphans.size]).toEqual([liveOffers.size, liveOffers.size, 0])
  expect([...known.line.entries()].map(({ entryId }) => entryId)).toEqual(
    [...waitlist.line.entries()].map(({ entryId }) => entryId),
  )
  const active = [...waitlist.entries.values()].filter(isActive).map((entry) => entry.customerId)
  expect(new Set(active).size).toBe(active.length)
}

/** With autoRelease and skip nothing free lies idle at rest: not past anybody who would take it, nor for nobody. */
function checkNothingIdle(it: TwoStreams): void {
  const waiting = [...it.join.state.waitlist.line.entries()]
  for (const [type, pool] of it.release.state.pools) {
    const takers = waiting.filter((entry) => entry.ticketTypes.includes(type) && entry.minQuantity <= pool.free)
    expect({ type, free: pool.free, takers: takers.length }).toEqual({ type, free: 0, takers: 0 })
  }
}

function tell(own: Partial<Settings>, story: readonly Happening[]): TwoStreams {
  const watch = createReturnWatch()
  const it = createTwoStreams(own, (event) => {
    checkBalance(event)
    watch(event, it)
  })
  it.toJoin({ type: 'SellOut', ticketTypes: [], time: START, defaults: it.defaults })
  for (const happening of story) happen(it, happening)
  it.rest()
  checkAtRest(it)
  return it
}

const onExpiry = fc.constantFrom('back' as const, 'remove' as const)
const policy = fc.constantFrom<Settings['policy'][]>({ kind: 'fcfs' }, { kind: 'priority', tiers: ['vip', 'standard'] })

test('who holds an offer that join has not heard of is not passed by a return', () => {
  const story: readonly Happening[] = [
    ['refund', 0, 11],
    ['join', 43, 0],
    ['configure', 1, 1],
    ['leave', 43, 0],
    ['configure', 0, 1],
    ['join', 0, 46],
    ['refund', 20, 0],
    ['purchase', 0, 0],
  ]
  expect(() => tell({ onExpiry: 'back', policy: { kind: 'fcfs' } }, story)).not.toThrow()
})

describe('whatever happens to an event, in whichever order the news travels,', () => {
  test('the streams end as one story and no free ticket lies idle', () => {
    fc.assert(
      fc.property(fc.record({ onExpiry, policy }), ordinaryStory, (own, story) => checkNothingIdle(tell(own, story))),
      { numRuns: 400 },
    )
  })

  test('they do so under strict and accumulate, too, and without autoRelease', () => {
    const fit = fc.constantFrom<Settings['fit'][]>(
      { kind: 'skip' },
      { kind: 'strict' },
      { kind: 'accumulate', tickets: 2, hold: '10 minutes' },
    )
    fc.assert(
      fc.property(fc.record({ onExpiry, policy, fit, autoRelease: fc.boolean() }), ordinaryStory, (own, story) => {
        tell(own, story)
      }),
      { numRuns: 200 },
    )
  })

  test('they do so while organizers pause, close, open and configure it, and when it is cancelled', () => {
    fc.assert(
      fc.property(fc.record({ onExpiry, policy }), eventfulStory, (own, story) => {
        const { join, release } = tell(own, story)
        const { cancelled, closedByOrganizer, started, line } = join.state.waitlist
        if (cancelled) expect([line.size, release.state.liveOffers.size]).toEqual([0, 0])
        if (started) expect(line.size).toBe(0)
        if (!cancelled && !closedByOrganizer && !started) return
        for (const { free, scheduled, open } of release.state.pools.values()) {
          expect([free, scheduled, started ? 0 : open]).toEqual([0, 0, 0])
        }
      }),
      { numRuns: 200 },
    )
  })
})
