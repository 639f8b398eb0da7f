import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, entryOf, HOUR, inLine, iso, joined, offerOf, opened, START } from '@waitlist/line/example-events'
import { join, leave, waitlist } from './example-commands.ts'
import { claimed, declined, expired, fulfilled, made } from './example-events.ts'
import { entriesOf } from './state.ts'

const lineOf = (...names: string[]) => waitlist().given(configured(), opened(['A', 'B']), ...inLine(names))
const again = (name: string) => join(name, { entryId: entryOf(`${name} again`) })

describe('joining again while waiting', () => {
  test('with the same wishes gets the same entry, and nobody moves', () => {
    const list = lineOf('ann', 'ben')
    list.when(again('ann')).thenNothing()
    list.when(again('ann')).thenReceipt({ status: 200, entry: { entryId: entryOf('ann'), position: 1, total: 2 } })
    list.when(again('ben')).thenReceipt({ status: 200, entry: { position: 2 } })
  })

  test('with another address, tier or language is the same join', () => {
    const change = { channels: ['sms'], locale: 'de', tier: 'vip' } as const
    lineOf('ann')
      .when(join('ann', change))
      .thenReceipt({ status: 200, entry: { channels: ['email'], locale: 'en', tier: 'standard' } })
  })

  test.each([
    ['other types', { ticketTypes: ['B'] }],
    ['more types', { ticketTypes: ['A', 'B'] }],
    ['fewer tickets', { quantity: 1, minQuantity: 1 }],
    ['more tickets', { quantity: 3, minQuantity: 2 }],
    ['a smaller part', { quantity: 2, minQuantity: 1 }],
  ])('with %s says that there is an entry', (_, change) => {
    const list = waitlist().given(configured(), opened(['A', 'B']), joined('ann', 1, { quantity: 2, minQuantity: 2 }))
    list.when(join('ann', { quantity: 2, ...change })).thenRefused('WL_ERR_ALREADY_JOINED')
  })

  test('with the same types in another order is another wish', () => {
    const list = waitlist().given(configured(), opened(['A', 'B']), joined('ann', 1, { ticketTypes: ['A', 'B'] }))
    list.when(join('ann', { ticketTypes: ['B', 'A'] })).thenRefused('WL_ERR_ALREADY_JOINED')
    list.when(join('ann', { ticketTypes: ['A', 'B'] })).thenReceipt({ status: 200 })
  })

  test('is not asked whether the list is open, paused or full', () => {
    lineOf('ann').given(told.closed()).when(join('ann')).thenReceipt({ status: 200 })
    lineOf('ann').given(told.cancelled()).when(join('ann')).thenRefused('WL_ERR_CANCELLED')
  })
})

describe('joining again with an offer', () => {
  const offered = () => {
    const list = lineOf('ann', 'ben').following(made('ann'))
    list.whenDue()
    return list
  }

  test('gets the entry with the offer and its deadline', () => {
    offered()
      .when(again('ann'))
      .thenReceipt({
        status: 200,
        entry: {
          entryId: entryOf('ann'),
          status: 'offered',
          byTicketType: [],
          offer: { offerId: offerOf('ann'), ticketType: 'A', quantity: 1, expiresAt: iso(START + 24 * HOUR) },
        },
      })
  })

  test('is too early when the offer has run out and nothing is settled yet: never a dying entry', () => {
    const list = offered()
    list
      .at(START + 24 * HOUR - 1)
      .when(again('ann'))
      .thenReceipt({ status: 200 })
    list
      .at(START + 24 * HOUR)
      .when(again('ann'))
      .thenRefused('WL_ERR_SETTLING')
    list.when(join('ann', { ticketTypes: ['B'] })).thenRefused('WL_ERR_SETTLING')
  })

  test('that is claimed goes by the deadline of the purchase', () => {
    const list = offered().following(claimed('ann'))
    list.whenDue()
    list
      .at(START + 2 * HOUR)
      .when(again('ann'))
      .thenReceipt({ status: 200, entry: { status: 'claimed', offer: { purchaseBy: iso(START + 3 * HOUR) } } })
    list
      .at(START + 3 * HOUR)
      .when(again('ann'))
      .thenRefused('WL_ERR_SETTLING')
  })

  test('that ended, with the entry waiting again, is like any join', () => {
    const list = waitlist().given(configured({ onExpiry: 'back' }), opened(['A']), ...inLine(['ann', 'ben']))
    list.following(made('ann'), expired('ann')).whenDue()
    list.at(START + 30 * HOUR)
    const { events } = list.when(again('ann')).thenReceipt({ status: 200, entry: { status: 'waiting', position: 2 } })
    expect(events).toEqual([])
  })
})

describe('joining again after the entry ended', () => {
  test.each([
    ['left', [] as const],
    ['declined', [made('ann'), declined('ann')]],
    ['lapsed', [made('ann'), expired('ann')]],
    ['bought', [made('ann'), fulfilled('ann')]],
  ])('because it %s makes a new one at the end', (how, steps) => {
    const list = lineOf('ann', 'ben').following(...steps)
    if (how === 'left') list.when(leave('ann'))
    list.whenDue()
    list
      .when(again('ann'))
      .then({ type: 'WaitlistJoined', data: { entryId: entryOf('ann again'), score: 3 } })
      .thenReceipt({ status: 201, entry: { position: 2, total: 2 } })
    expect(entriesOf(list.state, 'ann').map((entry) => entry.entryId)).toEqual([entryOf('ann again'), entryOf('ann')])
    list.when(again('ann')).thenReceipt({ status: 200, entry: { entryId: entryOf('ann again') } })
  })

  test('is for a list that takes part only', () => {
    const list = lineOf('ann').given(told.closed())
    list.when(leave('ann'))
    list.when(again('ann')).thenRefused('WL_ERR_CLOSED')
  })

  test('has one active entry at any time', () => {
    const list = lineOf('ann')
    for (const round of [1, 2, 3]) {
      list.when(leave('ann'))
      list.when(join('ann', { entryId: entryOf(`ann ${round}`) }))
    }
    const statuses = entriesOf(list.state, 'ann').map((entry) => entry.status)
    expect(statuses).toEqual(['waiting', 'left', 'left', 'left'])
  })
})
