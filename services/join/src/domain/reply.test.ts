import { describe, expect, test } from '@jest/globals'
import { createValidate, type DomainEvent, Entry } from '@waitlist/contracts'
import { configured, entryOf, HOUR, iso, joined, left, offerOf, opened, START } from '@waitlist/line/example-events'
import { waitlist } from './example-commands.ts'
import { cameLate, claimed, expired, made } from './example-events.ts'
import { entryReply } from './reply.ts'

const contract = createValidate(Entry)

/** Ann's entry as she sees it an hour after START, when these steps of her offer are settled. */
function shown(...steps: DomainEvent[]) {
  const line = [joined('ben', 1), joined('ann', 2, { ticketTypes: ['B', 'A'], quantity: 3, minQuantity: 2 })]
  const list = waitlist().given(configured({ onExpiry: 'back' }), opened(), ...line)
  list.following(...steps).whenDue()
  const { state } = list
  return entryReply(state, state.waitlist.entries.get(entryOf('ann')) as never, START + HOUR)
}

const wishes = {
  entryId: entryOf('ann'),
  eventId: 'gala',
  customerId: 'ann',
  ticketTypes: ['B', 'A'],
  quantity: 3,
  minQuantity: 2,
  tier: 'standard',
  joinedAt: iso(START + 2),
  locale: 'en',
  channels: ['email'],
  asOf: iso(START + HOUR),
}

describe('an entry as its customer sees it', () => {
  test('has its position while it waits, in the line and among those who wait for each type', () => {
    expect(shown()).toEqual({
      ...wishes,
      status: 'waiting',
      position: 2,
      ahead: 1,
      total: 2,
      byTicketType: [
        { ticketType: 'B', position: 1, total: 1 },
        { ticketType: 'A', position: 2, total: 2 },
      ],
    })
  })

  test('has the offer with its deadline while it has one, and no position', () => {
    const offer = { offerId: offerOf('ann'), ticketType: 'A', quantity: 2, expiresAt: iso(START + 24 * HOUR) }
    expect(shown(made('ann', 1, { quantity: 2 }))).toEqual({ ...wishes, status: 'offered', byTicketType: [], offer })
  })

  test('has the deadline of the purchase when the offer is claimed', () => {
    const offer = { offerId: offerOf('ann'), ticketType: 'A', quantity: 1, purchaseBy: iso(START + 3 * HOUR) }
    expect(shown(made('ann'), claimed('ann'))).toEqual({ ...wishes, status: 'claimed', byTicketType: [], offer })
  })

  test('has a position again, and no offer, when it is back in line', () => {
    const reply = shown(made('ann'), expired('ann'))
    expect(reply).toMatchObject({ status: 'waiting', position: 2, total: 2 })
    expect(reply).not.toHaveProperty('offer')
  })

  test('has neither when it ended', () => {
    expect(shown(made('ann'), expired('ann'), cameLate('ann'))).toEqual({
      ...wishes,
      status: 'purchased',
      byTicketType: [],
    })
  })

  test('is what the contract says, in every status', () => {
    const stories: DomainEvent[][] = [[], [made('ann')], [made('ann'), claimed('ann')], [made('ann'), expired('ann')]]
    expect(stories.map((steps) => contract(shown(...steps)))).toEqual(stories.map(() => []))
  })

  test('is a copy: the answer of a retry does not change with the state', () => {
    const list = waitlist().given(configured(), opened(), joined('ann', 1))
    const entry = list.state.waitlist.entries.get(entryOf('ann')) as never
    const before = entryReply(list.state, entry, START)
    const text = JSON.stringify(before)
    list.given(left('ann'))
    expect(JSON.stringify(before)).toBe(text)
    expect(entryReply(list.state, entry, START)).toMatchObject({ status: 'left' })
  })
})
