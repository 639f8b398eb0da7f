import { describe, expect, test } from '@jest/globals'
import { ofType } from './harness/feed.ts'
import { eventually } from './harness/poll.ts'
import { expectInvalid, expectProblem } from './harness/problem.ts'
import type { Sale } from './harness/sale.ts'
import type { Entry } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
const reason = 'A promise at the door'

const move = async (sale: Sale, name: string, to: unknown, headers = {}) =>
  sale.organizer.post<Entry>(`/api/waitlist/move/${(await sale.entry(name)).entryId}`, { to, reason }, headers)
const remove = async (sale: Sale, name: string, headers = {}) =>
  sale.organizer.post<Entry>(`/api/waitlist/remove/${(await sale.entry(name)).entryId}`, { reason }, headers)

describe('an organizer moves an entry', () => {
  test('to the top, to the end, to a position: the answer and everybody else see it, and release follows it', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem', 'dee')
    const toTop = await move(sale, 'dee', 'top')
    expect([toTop.status, toTop.body.position, toTop.body.total]).toEqual([200, 1, 4])
    expect(await sale.places('dee', 'ann', 'bob', 'cem')).toEqual([1, 2, 3, 4])
    expect((await move(sale, 'ann', 'end')).body.position).toBe(4)
    expect((await move(sale, 'cem', 2)).body).toEqual(
      expect.objectContaining({ position: 2, ahead: 1, byTicketType: [{ ticketType: 'A', position: 2, total: 4 }] }),
    )
    expect(await sale.places('dee', 'cem', 'bob', 'ann')).toEqual([1, 2, 3, 4])
    const { entryId } = await sale.entry('cem')
    const moved = ofType(await sale.feed(), 'EntryMoved').map((event) => event.data)
    expect(moved.map(({ to }) => to)).toEqual(['top', 'end', 2])
    expect(moved[2]).toEqual(expect.objectContaining({ entryId, reason, actor: 'olga', score: expect.any(Number) }))
    await eventually(async () => {
      await sale.handled()
      const { offers } = await sale.release({ quantity: 2 })
      expect(offers.map(({ customerId }) => customerId)).toEqual([sale.id('dee'), sale.id('cem')])
    })
  })

  test('farther than the line goes: to its end', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    expect((await move(sale, 'ann', 99)).body.position).toBe(2)
  })

  test('within the tier only, where tiers have priority', async () => {
    const policy = { kind: 'priority', tiers: ['vip', 'standard'] }
    const sale = await stage.open({ settings: { policy } })
    await sale.join('ann')
    await sale.joinWith('vic', { tier: 'vip' })
    await sale.join('bob')
    expect((await move(sale, 'bob', 1)).body.position).toBe(2)
    expect(await sale.places('vic', 'bob', 'ann')).toEqual([1, 2, 3])
  })

  test('with a key the same move is made once', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem')
    const key = { 'idempotency-key': `move-${sale.eventId}` }
    const first = await move(sale, 'cem', 'top', key)
    await move(sale, 'bob', 'top')
    expect((await move(sale, 'cem', 'top', key)).text).toBe(first.text)
    expect(await sale.places('bob', 'cem', 'ann')).toEqual([1, 2, 3])
  })

  test('that has an offer: no; that has left: no', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.release({ quantity: 1 })
    await sale.until('ann', 'offered')
    expectProblem(await move(sale, 'ann', 'end'), 409, 'WL_ERR_NOT_WAITING')
    await sale.leave('bob')
    expectProblem(await move(sale, 'bob', 'top'), 409, 'WL_ERR_NOT_WAITING')
    expect(ofType(await sale.feed(), 'EntryMoved')).toEqual([])
  })

  test.each([
    [{ to: 'middle', reason }, '/to'],
    [{ to: 0, reason }, '/to'],
    [{ to: 1.5, reason }, '/to'],
    [{ to: 'top' }, '/reason'],
    [{ to: 'top', reason: '' }, '/reason'],
    [{ to: 'top', reason, why: 1 }, '/why'],
  ])('with the body %j: no', async (body, pointer) => {
    const sale = await stage.open()
    await sale.join('ann')
    const { entryId } = await sale.entry('ann')
    expectInvalid(await sale.organizer.post(`/api/waitlist/move/${entryId}`, body), pointer)
  })
})

describe('an organizer removes an entry', () => {
  test('that waits: it has left, and those behind move up', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    const removed = await remove(sale, 'ann')
    expect([removed.status, removed.body.status]).toEqual([200, 'left'])
    expect(await sale.places('bob')).toEqual([1])
    expect((await sale.entry('ann')).status).toBe('left')
    const [left] = ofType(await sale.feed(), 'WaitlistLeft')
    expect(left?.data).toEqual(expect.objectContaining({ customerId: sale.id('ann'), reason, actor: 'olga' }))
    expectProblem(await remove(sale, 'ann'), 409, 'WL_ERR_NOT_WAITING')
  })

  test('that has an offer: the offer goes to the next', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.release({ quantity: 1 })
    const offer = await sale.offer('ann')
    await sale.until('ann', 'offered')
    expect((await remove(sale, 'ann')).body.status).toBe('left')
    await sale.offer('bob')
    expectProblem(await sale.claim('ann', offer), 409, 'WL_ERR_OFFER_GONE')
    const revoked = await sale.event('OfferRevoked', ({ offerId }) => offerId === offer.offerId)
    expect(revoked.data.reason).toBe('left')
  })

  test('that bought: no', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.release({ quantity: 1 })
    await sale.purchase(await sale.offer('ann'))
    await sale.until('ann', 'purchased')
    expectProblem(await remove(sale, 'ann'), 409, 'WL_ERR_ALREADY_PURCHASED')
  })
})

describe('nobody else', () => {
  test.each(['move', 'remove'])('may %s: not the customer, not a service, not another organizer', async (verb) => {
    const sale = await stage.open()
    await sale.join('ann')
    const { entryId } = await sale.entry('ann')
    const body = verb === 'move' ? { to: 'end', reason } : { reason }
    const rival = sale.product.as({ sub: 'rita', role: 'organizer', org: 'rival' })
    const ask = (who: typeof rival, id = entryId) => who.post(`/api/waitlist/${verb}/${id}`, body)
    expectProblem(await ask(sale.as('ann')), 403, 'WL_ERR_FORBIDDEN')
    expectProblem(await ask(sale.service), 403, 'WL_ERR_FORBIDDEN')
    expectProblem(await ask(rival), 404, 'WL_ERR_NOT_FOUND')
    const unknown = `${entryId.slice(0, -4)}${entryId.endsWith('aaaa') ? 'bbbb' : 'aaaa'}`
    expectProblem(await ask(sale.organizer, unknown), 404, 'WL_ERR_NOT_FOUND')
    expectProblem(await ask(sale.organizer, `ent_${'a'.repeat(26)}`), 404, 'WL_ERR_NOT_FOUND')
    expectInvalid(await ask(sale.organizer, 'ent_1'), '/path/entryId')
    expect((await sale.entry('ann')).position).toBe(1)
  })
})

describe('on behalf of a customer', () => {
  test('organizers and services join, and say the tier', async () => {
    const policy = { kind: 'priority', tiers: ['vip', 'standard'] }
    const sale = await stage.open({ settings: { policy } })
    await sale.join('ann')
    const join = (who: Sale['organizer'], name: string, more = {}) =>
      who.post<Entry>('/api/waitlist/join', {
        ...{ eventId: sale.eventId, customerId: sale.id(name), ticketTypes: ['A'], quantity: 1 },
        contact: { email: sale.email(name) },
        ...more,
      })
    const first = await join(sale.organizer, 'bob', { tier: 'vip' })
    expect([first.status, first.body.tier, first.body.position]).toEqual([201, 'vip', 1])
    const second = await join(sale.service, 'cem', { tier: 'vip' })
    expect([second.status, second.body.customerId, second.body.position]).toEqual([201, sale.id('cem'), 2])
    expect((await sale.entry('bob')).position).toBe(1)
    expectInvalid(await join(sale.organizer, 'dee', { customerId: undefined }), '/customerId')
    expectInvalid(await join(sale.as('dee'), 'dee', { tier: 'vip' }), '/tier')
    const left = await sale.organizer.delete(`/api/waitlist/leave/${sale.id('bob')}?eventId=${sale.eventId}`)
    expect(left.status).toBe(200)
    expect(await sale.places('cem', 'ann')).toEqual([1, 2])
  })
})
