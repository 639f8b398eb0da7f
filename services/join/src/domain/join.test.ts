import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, entryOf, inLine, iso, joined, opened, START, scheduled } from '@waitlist/line/example-events'
import { configure, defaults, join, organizer, sellOut, service, waitlist } from './example-commands.ts'

const openList = (own: Parameters<typeof configured>[0] = {}) => waitlist().given(configured(own), opened(['A', 'B']))

describe('a join', () => {
  test('takes the place at the end of the line, with everything that was wished', () => {
    openList()
      .at(START + 5)
      .when(
        join('ann', { ticketTypes: ['B', 'A'], quantity: 4, minQuantity: 2, tier: 'vip', channels: ['email', 'sms'] }),
      )
      .then({
        type: 'WaitlistJoined',
        data: {
          entryId: entryOf('ann'),
          customerId: 'ann',
          ticketTypes: ['B', 'A'],
          quantity: 4,
          minQuantity: 2,
          tier: 'vip',
          joinedAt: iso(START + 5),
          score: 1,
          channels: ['email', 'sms'],
          locale: 'en',
        },
      })
  })

  test('agrees to the consent text in force, and keeps its version; where there is none it says nothing', () => {
    const consent = { version: '2027-01', text: 'You may write to me.' }
    openList({ consent })
      .when(join('ann'))
      .then({ type: 'WaitlistJoined', data: { consentVersion: '2027-01' } })
    const { events } = openList().when(join('ann'))
    expect(events[0]?.data).not.toHaveProperty('consentVersion')
  })

  test('is answered with the entry and its position, decided with it', () => {
    const list = openList().given(...inLine(['ann', 'ben'], { ticketTypes: ['A'] }))
    list.when(join('cleo', { ticketTypes: ['B', 'A'] })).thenReceipt({
      status: 201,
      entry: {
        entryId: entryOf('cleo'),
        status: 'waiting',
        position: 3,
        ahead: 2,
        total: 3,
        byTicketType: [
          { ticketType: 'B', position: 1, total: 1 },
          { ticketType: 'A', position: 3, total: 3 },
        ],
      },
    })
  })

  test('comes after everybody who was answered before, whatever their scores', () => {
    const list = openList().given(
      joined('ann', 7),
      told.settled('ann', 'offered'),
      told.settled('ann', 'waiting', { score: 9 }),
    )
    list.when(join('ben')).then({ type: 'WaitlistJoined', data: { score: 10 } })
    list.when(join('cleo')).thenReceipt({ entry: { position: 3 } })
  })

  test('of a higher tier is ahead where the policy says so', () => {
    const list = openList({ policy: { kind: 'priority', tiers: ['vip', 'standard'] } }).given(...inLine(['ann', 'ben']))
    list.when(join('cleo', { tier: 'vip' })).thenReceipt({ entry: { position: 1, total: 3 } })
    list.when(join('dan', { tier: 'unheard-of' })).thenReceipt({ entry: { position: 4, total: 4 } })
  })

  test('gets positions one to five hundred without a gap or a twin', () => {
    const list = openList()
    for (let nth = 1; nth <= 500; nth += 1) {
      list.when(join(`p${nth}`)).thenReceipt({ status: 201, entry: { position: nth, total: nth } })
    }
    const names = Array.from({ length: 500 }, (_, index) => `p${index + 1}`)
    const positions = names.map((name) => list.state.waitlist.line.position(entryOf(name))?.position)
    expect(positions).toEqual(names.map((_, index) => index + 1))
  })
})

describe('a join is refused', () => {
  test('where nobody told us of a sell-out, also of a type that is still on sale', () => {
    waitlist().when(join('ann')).thenRefused('WL_ERR_NOT_SOLD_OUT')
    const list = waitlist().given(
      configured({}, { schedule: scheduled({ ticketTypes: [{ id: 'C', name: 'Box' }] }) }),
      opened(['A', 'B']),
    )
    list.when(join('ann', { ticketTypes: ['C'] })).thenRefused('WL_ERR_NOT_SOLD_OUT')
    list.when(join('ann', { ticketTypes: ['A', 'C'] })).thenRefused('WL_ERR_NOT_SOLD_OUT')
  })

  test('for an unknown type, told by its place, before anything is said about the list', () => {
    const list = waitlist().given(configured({ ticketTypes: [{ id: 'A', name: 'Stalls' }] }), told.closed())
    list.when(join('ann', { ticketTypes: ['A', 'X'] })).thenRefused('WL_ERR_UNKNOWN_TYPE')
    openList()
      .when(join('ann', { ticketTypes: ['X'] }))
      .thenRefused('WL_ERR_UNKNOWN_TYPE')
  })

  test('over the quantity that the event allows', () => {
    const list = openList({ maxQuantity: 4 })
    list.when(join('ann', { quantity: 5 })).thenRefused('WL_ERR_VALIDATION')
    list.when(join('ann', { quantity: 4 })).then({ type: 'WaitlistJoined' })
    waitlist()
      .when(join('ann', { quantity: defaults.maxQuantity + 1 }))
      .thenRefused('WL_ERR_VALIDATION')
  })

  test('on a list that is closed, over or cancelled, each with its own code', () => {
    openList().given(told.closed()).when(join('ann')).thenRefused('WL_ERR_CLOSED')
    openList().given(told.closed('started')).when(join('ann')).thenRefused('WL_ERR_CLOSED')
    openList().given(told.cancelled()).when(join('ann')).thenRefused('WL_ERR_CANCELLED')
    waitlist()
      .given(configured({ autoOpen: false }))
      .when(join('ann'))
      .thenRefused('WL_ERR_CLOSED')
  })

  test('while joining is paused', () => {
    openList()
      .given(told.paused({ joining: true }))
      .when(join('ann'))
      .thenRefused('WL_ERR_PAUSED')
  })

  test('to an organizer of another event, and to one of an event that nobody owns', () => {
    const list = waitlist().given(configured({}, { schedule: scheduled() }), opened(['A']))
    list.when(join('ann', { actor: organizer('org-8') })).thenRefused('WL_ERR_NOT_FOUND')
    openList()
      .when(join('ann', { actor: organizer('org-7') }))
      .thenRefused('WL_ERR_NOT_FOUND')
    list.when(join('ann', { actor: organizer('org-7') })).then({ type: 'WaitlistJoined' })
    list.when(join('ben', { actor: service })).then({ type: 'WaitlistJoined' })
  })
})

test('the defaults are in force until anything is recorded', () => {
  const list = waitlist()
  list.when(sellOut(['A'], START, { maxSize: 1 }))
  list.when(join('ann', { defaults: { ...defaults, maxSize: 0 } })).then({ type: 'WaitlistJoined' })
  list.when(configure({ input: { maxSize: 2 }, defaults }))
  list.when(join('ben')).then({ type: 'WaitlistJoined' })
})
