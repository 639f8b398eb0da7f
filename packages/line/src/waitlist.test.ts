import { describe, expect, test } from '@jest/globals'
import type { DomainEvent, EventData } from '@waitlist/contracts'
import { settingsExample } from '@waitlist/contracts/event-examples'
import * as told from './example-events.ts'
import { entryOf, HOUR, inLine, joined, left, offerOf, opened, START, settled } from './example-events.ts'
import { waitlistAfter } from './example-waitlist.ts'
import { isKnownType, isOpen, openedAtOf, saleEndOf, settingsOf, startOf } from './waitlist.ts'

const after = (...events: DomainEvent[]) => waitlistAfter(events)
const standing = (...events: DomainEvent[]) => [...after(...events).line.entries()].map((entry) => entry.entryId)

describe('a list', () => {
  test('that nobody opened is not open', () => {
    expect(isOpen(after())).toBe(false)
    expect(isOpen(after(told.configured({ autoOpen: true })))).toBe(false)
  })

  test('is open from its opening on, until it is closed, has started or is cancelled', () => {
    expect(isOpen(after(opened()))).toBe(true)
    for (const end of [told.closed(), told.closed('started'), told.cancelled()]) {
      expect(isOpen(after(opened(), end))).toBe(false)
    }
  })

  test('opens again after it was closed or has started, but not after it was cancelled', () => {
    expect(isOpen(after(opened(), told.closed(), opened()))).toBe(true)
    expect(isOpen(after(opened(), told.closed('started'), opened()))).toBe(true)
    expect(isOpen(after(opened(), told.closed(), told.closed('started'), opened()))).toBe(true)
    expect(isOpen(after(opened(), told.cancelled(), opened()))).toBe(false)
  })

  test('stays open while it is paused', () => {
    const waitlist = after(opened(), told.paused({ joining: true, offering: true }))
    expect(isOpen(waitlist)).toBe(true)
    expect(waitlist.pause).toEqual({ joining: true, offering: true })
  })
})

describe('the moment a type opened', () => {
  test('is unknown before anything was sold out', () => {
    expect(openedAtOf(after(), 'A')).toBeUndefined()
    expect(openedAtOf(after(opened(['B'])), 'A')).toBeUndefined()
  })

  test('is its own, or that of all types when this is earlier', () => {
    expect(openedAtOf(after(opened(['A'], START + 5)), 'A')).toBe(START + 5)
    expect(openedAtOf(after(opened([], START + 5)), 'A')).toBe(START + 5)
    expect(openedAtOf(after(opened(['A'], START + 9), opened([], START + 5)), 'A')).toBe(START + 5)
    expect(openedAtOf(after(opened(['A'], START + 3), opened([], START + 5)), 'A')).toBe(START + 3)
  })

  test('only ever moves back', () => {
    expect(openedAtOf(after(opened(['A'], START + 5), opened(['A'], START + 9)), 'A')).toBe(START + 5)
    expect(openedAtOf(after(opened(['A'], START + 5), opened(['A'], START + 2)), 'A')).toBe(START + 2)
    expect(openedAtOf(after(opened([], START + 5), opened([], START + 2), opened([], START + 8)), 'A')).toBe(START + 2)
  })
})

test('a configuration that is older than some settings has their defaults', () => {
  const { data, ...old } = told.configured({ maxSize: 3 })
  const { oneEntryPerAddress: _, retention, consent, ...known } = data as EventData<'WaitlistConfigured'>
  const waitlist = after({ ...old, data: known } as DomainEvent)
  expect(settingsOf(waitlist, settingsExample)).toMatchObject({
    maxSize: 3,
    oneEntryPerAddress: false,
    retention: null,
    consent: null,
  })
})

describe('known types', () => {
  test('are all while none is known', () => {
    expect(isKnownType(after(), 'A')).toBe(true)
    expect(isKnownType(after(opened(), told.configured()), 'anything')).toBe(true)
  })

  test('are the scheduled, the sold out and the configured ones together', () => {
    const schedule = told.scheduled({ ticketTypes: [{ id: 'A', name: 'Stalls' }] })
    const waitlist = after(told.configured({ ticketTypes: [{ id: 'C', name: 'Box' }] }, { schedule }), opened(['B']))
    expect(['A', 'B', 'C', 'D'].map((type) => isKnownType(waitlist, type))).toEqual([true, true, true, false])
  })

  test.each([
    ['scheduled', told.configured({}, { schedule: told.scheduled({ ticketTypes: [{ id: 'A', name: 'Stalls' }] }) })],
    ['sold out', opened(['A'])],
    ['configured', told.configured({ ticketTypes: [{ id: 'A', name: 'Stalls' }] })],
  ])('are the %s ones alone where nobody named another', (_, event) => {
    expect([isKnownType(after(event), 'A'), isKnownType(after(event), 'B')]).toEqual([true, false])
  })
})

describe('moments of the schedule', () => {
  test('never come where nothing is scheduled', () => {
    expect(saleEndOf(after(told.configured()))).toBe(Number.POSITIVE_INFINITY)
    expect(startOf(after())).toBe(Number.POSITIVE_INFINITY)
  })

  test('are the start, and the end of sale, which is the start when none is named', () => {
    const schedule = told.scheduled()
    const waitlist = after(told.configured({}, { schedule }))
    expect([saleEndOf(waitlist), startOf(waitlist)]).toEqual([START + 9 * HOUR, START + 10 * HOUR])
    const { salesEndAt, ...open } = schedule
    expect(saleEndOf(after(told.configured({}, { schedule: open })))).toBe(START + 10 * HOUR)
  })
})

test('the settings in force are the recorded ones, else the defaults', () => {
  expect(settingsOf(after(), settingsExample)).toBe(settingsExample)
  expect(settingsOf(after(told.configured({ maxSize: 3 })), settingsExample).maxSize).toBe(3)
})

describe('the line', () => {
  test('is the order of arrival; who leaves goes out of it', () => {
    expect(standing(...inLine(['ann', 'ben', 'cleo']), left('ben'))).toEqual([entryOf('ann'), entryOf('cleo')])
  })

  test('is without who is offered, and has who comes back at the old place, or where the score says', () => {
    const line = inLine(['ann', 'ben'])
    expect(standing(...line, settled('ann', 'offered'))).toEqual([entryOf('ben')])
    const back = [...line, settled('ann', 'offered'), settled('ann', 'waiting')]
    expect(standing(...back)).toEqual([entryOf('ann'), entryOf('ben')])
    const atTheEnd = [...line, settled('ann', 'offered'), settled('ann', 'waiting', { score: 3 })]
    expect(standing(...atTheEnd)).toEqual([entryOf('ben'), entryOf('ann')])
    expect(after(...atTheEnd).lastScore).toBe(3)
  })

  test('knows the last score of it, whoever has gone since', () => {
    expect(after(...inLine(['ann', 'ben']), left('ben')).lastScore).toBe(2)
  })

  test('is sorted anew when the policy changes, and back', () => {
    const tiers = [joined('ann', 1), joined('ben', 2, { tier: 'vip' })]
    const priority = told.configured({ policy: { kind: 'priority', tiers: ['vip', 'standard'] } })
    expect(standing(...tiers, priority)).toEqual([entryOf('ben'), entryOf('ann')])
    expect(standing(...tiers, priority, told.configured())).toEqual([entryOf('ann'), entryOf('ben')])
  })
})

describe('an entry', () => {
  test('knows the offers made to it: the latest, and how many', () => {
    const offers = [settled('ann', 'offered'), settled('ann', 'waiting'), settled('ann', 'offered', { nth: 2 })]
    const entry = after(...inLine(['ann']), ...offers).entries.get(entryOf('ann'))
    expect(entry).toMatchObject({ status: 'offered', offers: 2, offerId: offerOf('ann', 2), endedAt: undefined })
  })

  test('knows when it ended', () => {
    expect(after(...inLine(['ann']), left('ann')).entries.get(entryOf('ann'))?.endedAt).toBe(START + 2)
    const lapsed = after(...inLine(['ann', 'ben']), told.ended('ann', 'lapsed')).entries.get(entryOf('ann'))
    expect(lapsed).toMatchObject({ status: 'lapsed', endedAt: START + 3 })
  })

  test('that nobody knows changes nothing', () => {
    const waitlist = after(...inLine(['ann']), settled('nobody', 'waiting'), left('nobody'))
    expect([...waitlist.entries.keys()]).toEqual([entryOf('ann')])
    expect(waitlist.line.size).toBe(1)
  })
})

test('every event counts as a change of the line or its rules, but an answer to release does not', () => {
  const before = [opened(), ...inLine(['ann'])]
  expect(after(...before).changedAt).toBe(2)
  expect(after(...before, told.foundEmpty('A', 4))).toMatchObject({ version: 3, changedAt: 2 })
  expect(after(...before, told.paused({ offering: true })).changedAt).toBe(3)
})
