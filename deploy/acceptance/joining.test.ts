import { describe, expect, test } from '@jest/globals'
import { expectInvalid, expectProblem } from './harness/problem.ts'
import { countOf } from './harness/sale.ts'
import type { Entry, Form } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
const JOIN = '/api/waitlist/join'

describe('before the tickets are gone', () => {
  test('a scheduled type that is not sold out has no list', async () => {
    const sale = stage.sale()
    await sale.schedule()
    expectProblem(await sale.tryJoin('ann'), 409, 'WL_ERR_NOT_SOLD_OUT')
    expectProblem(
      await sale.as('ann').get(`/api/waitlist/position/me?eventId=${sale.eventId}`),
      404,
      'WL_ERR_NOT_FOUND',
    )
    expect(countOf(await sale.feed(), 'WaitlistJoined')).toBe(0)
  })

  test('an event nobody told us of has none either', async () => {
    expectProblem(await stage.sale().tryJoin('ann'), 409, 'WL_ERR_NOT_SOLD_OUT')
  })

  test('one type sold out opens that type alone; the other follows with its own sell-out', async () => {
    const sale = await stage.open({ ticketTypes: ['A'] })
    await sale.join('ann')
    expectProblem(await sale.tryJoin('bob', { ticketTypes: ['B'] }), 409, 'WL_ERR_NOT_SOLD_OUT')
    await sale.soldOut(['B'])
    await sale.event('WaitlistOpened', (opened) => opened.ticketTypes.includes('B'))
    expect((await sale.joinWith('bob', { ticketTypes: ['B'] })).position).toBe(2)
  })

  test('where no type is known, any is accepted', async () => {
    const sale = stage.sale()
    await sale.soldOut()
    await sale.event('WaitlistOpened')
    expect((await sale.joinWith('ann', { ticketTypes: ['balcony-3'] })).ticketTypes).toEqual(['balcony-3'])
  })
})

describe('an accepted join', () => {
  test('answers with the whole entry, its place decided with it', async () => {
    const sale = await stage.open()
    const wishes = { ticketTypes: ['B', 'A'], quantity: 3, minQuantity: 2, locale: 'de-DE', channels: ['sms'] } as const
    const entry = await sale.joinWith('ann', wishes)
    expect(entry).toEqual(
      expect.objectContaining({
        entryId: expect.stringMatching(/^ent_[a-z2-7]{26}$/),
        eventId: sale.eventId,
        customerId: sale.id('ann'),
        status: 'waiting',
        ...wishes,
        position: 1,
        ahead: 0,
        total: 1,
        joinedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        asOf: expect.stringMatching(/^\d{4}-.*Z$/),
      }),
    )
    expect(entry.byTicketType).toHaveLength(2)
    expect(entry.byTicketType).toEqual(
      expect.arrayContaining([
        { ticketType: 'A', position: 1, total: 1 },
        { ticketType: 'B', position: 1, total: 1 },
      ]),
    )
  })

  test('puts the next one behind, counted per event and per type', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.joinWith('bob', { ticketTypes: ['B'] })
    const cem = await sale.joinWith('cem', { ticketTypes: ['B', 'A'] })
    expect(cem).toEqual(expect.objectContaining({ position: 3, ahead: 2, total: 3 }))
    expect(cem.byTicketType).toEqual(
      expect.arrayContaining([
        { ticketType: 'A', position: 2, total: 2 },
        { ticketType: 'B', position: 2, total: 2 },
      ]),
    )
    expect(await sale.places('ann', 'bob', 'cem')).toEqual([1, 2, 3])
  })

  test('wants everything or nothing unless a smaller number is named', async () => {
    const sale = await stage.open()
    expect((await sale.joinWith('ann', { quantity: 4 })).minQuantity).toBe(4)
  })

  test('names its event in its id, as every id of that event does', async () => {
    const sale = await stage.open()
    const [ann, bob] = await sale.join('ann', 'bob')
    expect(ann?.entryId.slice(0, 11)).toBe(bob?.entryId.slice(0, 11))
    await sale.refund()
    const offer = await sale.offer('ann')
    expect(offer.offerId.slice(4, 11)).toBe(ann?.entryId.slice(4, 11))
  })

  test('takes the tier from the token, never from a customer', async () => {
    const sale = await stage.open({ settings: { policy: { kind: 'priority', tiers: ['vip', 'standard'] } } })
    const wishes = { eventId: sale.eventId, ticketTypes: ['A'], quantity: 1, contact: contactOf('x'), tier: 'vip' }
    const answer = await sale.as('ann').post<Entry>(JOIN, wishes)
    expect(answer.status < 300 ? answer.body.tier : 'refused').not.toBe('vip')
    expect((await sale.joinWith('bob', { tier: 'vip' })).tier).toBe('vip')
    const guest = await sale.organizer.post<Entry>(JOIN, { ...wishes, customerId: sale.id('guest') })
    expect(guest.body).toEqual(expect.objectContaining({ tier: 'vip', position: 2, customerId: sale.id('guest') }))
    const friend = await sale.service.post<Entry>(JOIN, { ...wishes, customerId: sale.id('friend') })
    expect(friend.body).toEqual(expect.objectContaining({ tier: 'vip', position: 3 }))
  })
})

const contactOf = (name: string) => ({ email: `${name}@customers.example`, channels: ['email'] })

describe('a join that asks for something impossible', () => {
  test('names every missing field', async () => {
    const sale = await stage.open()
    const answer = await sale.as('ann').post(JOIN, { eventId: sale.eventId })
    expectInvalid(answer, '/contact', '/ticketTypes', '/quantity')
  })

  test('needs a type, and an address for each channel it names', async () => {
    const sale = await stage.open()
    const body = { eventId: sale.eventId, ticketTypes: ['A'], quantity: 1 }
    expectInvalid(
      await sale.as('ann').post(JOIN, { ...body, ticketTypes: [], contact: contactOf('ann') }),
      '/ticketTypes',
    )
    for (const channel of ['email', 'sms'] as const) {
      const answer = await sale.as('ann').post(JOIN, { ...body, contact: { channels: [channel] } })
      const problem = expectProblem(answer, 400, 'WL_ERR_VALIDATION')
      expect(problem.errors?.map((error) => error.pointer)).toEqual([expect.stringMatching(/^\/contact/)])
    }
  })

  test('is told which type does not exist, also when another event has it', async () => {
    const [sale, other] = [await stage.open(), stage.sale()]
    await other.schedule({ ticketTypes: [{ id: 'box', name: 'Box' }] })
    expectProblem(await sale.tryJoin('ann', { ticketTypes: ['Z'] }), 400, 'WL_ERR_UNKNOWN_TYPE')
    expectProblem(await sale.tryJoin('ann', { ticketTypes: ['A', 'box'] }), 400, 'WL_ERR_UNKNOWN_TYPE')
  })

  test.each([0, -1, 1.5, 11, '2', null, 1e300])('cannot have %p tickets', async (quantity) => {
    const sale = await stage.open()
    const body = { eventId: sale.eventId, ticketTypes: ['A'], quantity, contact: contactOf('ann') }
    expectInvalid(await sale.as('ann').post(JOIN, body), '/quantity')
  })

  test('may have as many tickets as the event allows, and a least number not above that', async () => {
    const sale = await stage.open({ settings: { maxQuantity: 2 } })
    expectInvalid(await sale.tryJoin('ann', { quantity: 3 }), '/quantity')
    expectInvalid(await sale.tryJoin('ann', { quantity: 1, minQuantity: 2 }), '/minQuantity')
    expect((await sale.joinWith('ann', { quantity: 2 })).quantity).toBe(2)
  })

  test('refuses fields nobody knows', async () => {
    const sale = await stage.open()
    const body = { eventId: sale.eventId, ticketTypes: ['A'], quantity: 1, contact: contactOf('ann') }
    expectInvalid(await sale.as('ann').post(JOIN, { ...body, position: 1 }), '/position')
    expectInvalid(await sale.as('ann').post(JOIN, { ...body, contact: { ...body.contact, fax: '1' } }), '/contact/fax')
    expectInvalid(await sale.organizer.post(JOIN, body), '/customerId')
  })
})

test('anybody may ask what a join needs', async () => {
  const sale = await stage.open({ settings: { maxQuantity: 4 } })
  const { status, body } = await stage.product().as().get<Form>(`/api/waitlist/form/${sale.eventId}`)
  expect(status).toBe(200)
  expect(body).toEqual({
    eventId: sale.eventId,
    status: 'open',
    ticketTypes: [
      { id: 'A', name: 'Stalls' },
      { id: 'B', name: 'Gallery' },
    ],
    maxQuantity: 4,
    fields: [],
  })
})
