import { describe, expect, test } from '@jest/globals'
import type { Answer } from './harness/http.ts'
import { expectInvalid, expectProblem } from './harness/problem.ts'
import { countOf, type Sale } from './harness/sale.ts'
import type { Left, Positions, Released } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

type Published = { readonly results: readonly { readonly id: string; readonly status: string }[] }

const stage = createStage()
const key = (name: string) => ({ 'idempotency-key': `key-${name}` })

describe('a join with a key', () => {
  test('gets the first answer again, whatever happened since', async () => {
    const sale = await stage.open()
    await sale.join('zoe')
    const first = await sale.tryJoin('ann', {}, key('1'))
    expect(first.status).toBe(201)
    await sale.leave('zoe')
    await sale.leave('ann')
    const again = await sale.tryJoin('ann', {}, key('1'))
    expect(again.status).toBe(201)
    expect(again.body).toEqual(
      expect.objectContaining({
        entryId: first.body.entryId,
        status: 'waiting',
        position: 2,
        joinedAt: first.body.joinedAt,
      }),
    )
    expect((await sale.entry('ann')).status).toBe('left')
  })

  test('cannot use the key for something else', async () => {
    const sale = await stage.open()
    await sale.tryJoin('ann', {}, key('2'))
    expectProblem(await sale.tryJoin('ann', { quantity: 2 }, key('2')), 422, 'WL_ERR_KEY_REUSED')
  })

  test('shares its key with no other caller and no other route', async () => {
    const sale = await stage.open()
    await sale.tryJoin('ann', {}, key('3'))
    expect((await sale.tryJoin('bob', { quantity: 2 }, key('3'))).status).toBe(201)
    expect((await sale.leave('ann', key('3'))).status).toBe(200)
  })

  test('that was refused is decided anew', async () => {
    const sale = await stage.open()
    await sale.configure({ pause: { joining: true, offering: false } })
    expectProblem(await sale.tryJoin('ann', {}, key('4')), 409, 'WL_ERR_PAUSED')
    await sale.configure({ pause: { joining: false, offering: false } })
    expect((await sale.tryJoin('ann', {}, key('4'))).status).toBe(201)
  })
})

describe('a join that finds the entry there already', () => {
  test('gets that answer again, whatever happened since, and owns its key', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    const first = await sale.tryJoin('ann', {}, key('14'))
    expect(first.status).toBe(200)
    await sale.leave('ann')
    const again = await sale.tryJoin('ann', {}, key('14'))
    expect([again.status, again.text]).toEqual([200, first.text])
    expect((await sale.entry('ann')).status).toBe('left')
    expectProblem(await sale.tryJoin('ann', { quantity: 2 }, key('14')), 422, 'WL_ERR_KEY_REUSED')
  })
})

describe('leaving with a key', () => {
  test('cannot use the key for another event', async () => {
    const [one, two] = [await stage.open(), await stage.open()]
    const ann = stage.product().as({ sub: one.id('ann'), role: 'customer' })
    for (const { eventId } of [one, two]) {
      const contact = { email: one.email('ann'), channels: ['email'] }
      await ann.post('/api/waitlist/join', { eventId, ticketTypes: ['A'], quantity: 1, contact })
    }
    const leave = (query: string) => ann.delete<Left>(`/api/waitlist/leave/me${query}`, key('15'))
    expect((await leave(`?eventId=${one.eventId}`)).status).toBe(200)
    expectProblem(await leave(`?eventId=${two.eventId}`), 422, 'WL_ERR_KEY_REUSED')
    expectProblem(await leave(''), 422, 'WL_ERR_KEY_REUSED')
    const positions = await ann.get<Positions>(`/api/waitlist/position/me?eventId=${two.eventId}`)
    expect(positions.body.entries.map((entry) => entry.status)).toEqual(['waiting'])
  })

  test('all lists does not leave one that was joined since', async () => {
    const [one, two] = [await stage.open(), await stage.open()]
    const ann = stage.product().as({ sub: one.id('ann'), role: 'customer' })
    const contact = { email: one.email('ann'), channels: ['email'] }
    const join = (eventId: string) =>
      ann.post('/api/waitlist/join', { eventId, ticketTypes: ['A'], quantity: 1, contact })
    await join(one.eventId)
    const first = await ann.delete<Left>('/api/waitlist/leave/me', key('16'))
    await join(two.eventId)
    const again = await ann.delete<Left>('/api/waitlist/leave/me', key('16'))
    expect([again.status, again.text]).toEqual([200, first.text])
    const positions = await ann.get<Positions>(`/api/waitlist/position/me?eventId=${two.eventId}`)
    expect(positions.body.entries.map((entry) => entry.status)).toEqual(['waiting'])
  })

  test('gets the first answer again', async () => {
    const sale = await stage.open()
    const [ann] = await sale.join('ann')
    const [first, again] = [await sale.leave('ann', key('5')), await sale.leave('ann', key('5'))]
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body.left.map((entry) => entry.entryId)).toEqual([ann?.entryId])
    expect(countOf(await sale.feed(), 'WaitlistLeft')).toBe(1)
  })

  test('does not leave a place that was taken since', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.leave('ann', key('6'))
    await sale.join('ann')
    expect((await sale.leave('ann', key('6'))).status).toBe(200)
    expect((await sale.entry('ann')).status).toBe('waiting')
  })

  test('all lists at once gets the first answer again', async () => {
    const [one, two] = [await stage.open(), await stage.open()]
    const ann = stage.product().as({ sub: one.id('ann'), role: 'customer' })
    for (const { eventId } of [one, two]) {
      const contact = { email: one.email('ann'), channels: ['email'] }
      await ann.post('/api/waitlist/join', { eventId, ticketTypes: ['A'], quantity: 1, contact })
    }
    const first = await ann.delete<Left>('/api/waitlist/leave/me', key('7'))
    const again = await ann.delete<Left>('/api/waitlist/leave/me', key('7'))
    expect([first.status, again.status]).toEqual([200, 200])
    const ids = (left: Left) => left.left.map((entry) => entry.entryId).sort()
    expect(ids(first.body)).toHaveLength(2)
    expect(ids(again.body)).toEqual(ids(first.body))
  })
})

describe('a release', () => {
  test('must have a key', async () => {
    const sale = await stage.open()
    expectInvalid(await sale.tryRelease({ quantity: 1 }, {}), '/headers/idempotency-key')
  })

  test('repeated with its key is one release', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    await sale.join('ann')
    const first = await sale.tryRelease({ quantity: 3 }, key('8'))
    await sale.join('bob')
    await sale.offer('bob')
    const again = await sale.tryRelease({ quantity: 3 }, key('8'))
    expect([first.status, again.status]).toEqual([202, 202])
    const summary = ({ offers, ...rest }: Released) => ({ ...rest, offers: offers.map((offer) => offer.offerId) })
    expect(summary(again.body)).toEqual(summary(first.body))
    expect((await sale.balance()).released).toBe(3)
  })

  test('cannot use a key for another number of tickets', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    await sale.tryRelease({ quantity: 3 }, key('9'))
    expectProblem(await sale.tryRelease({ quantity: 2 }, key('9')), 422, 'WL_ERR_KEY_REUSED')
    expect((await sale.balance()).released).toBe(3)
  })

  test('sent five times at once is one release', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    const answers = await Promise.all(Array.from({ length: 5 }, () => sale.tryRelease({ quantity: 2 }, key('10'))))
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.releaseId}`)).size).toBe(1)
    expect((await sale.balance()).released).toBe(2)
  })
})

describe('the holder of an offer', () => {
  test('claims with a key and gets the first answer again', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.refund()
    const { offerId } = await sale.offer('ann')
    const claim = () => sale.as('ann').post(`/api/waitlist/claim/${offerId}`, {}, key('11'))
    const [first, again] = [await claim(), await claim()]
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body).toEqual(first.body)
    expect(countOf(await sale.feed(), 'OfferClaimed')).toBe(1)
  })

  test('declines with a key and gets the first answer again', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.refund()
    const { offerId } = await sale.offer('ann')
    const decline = () => sale.as('ann').post(`/api/waitlist/decline/${offerId}`, {}, key('12'))
    const [first, again] = [await decline(), await decline()]
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body).toEqual(first.body)
    const other = await sale.as('ann').post(`/api/waitlist/decline/${offerId}`, {}, key('13'))
    expectProblem(other, 409, 'WL_ERR_OFFER_GONE')
  })
})

describe('publishing with a key', () => {
  const refund = (sale: Sale, quantity = 1) => ({
    ...{ specversion: '1.0', id: `refund-of.${sale.eventId}`, source: '/ticketing', type: 'RefundIssued' },
    time: new Date().toISOString(),
    data: { refundId: 'r1', eventId: sale.eventId, ticketType: 'A', quantity },
  })
  const json = (name: string) => ({ ...key(name), 'content-type': 'application/cloudevents+json' })

  test('gets the first answer again, where without one it is a duplicate', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    const event = refund(sale)
    const first = await sale.service.post<Published>('/api/events', event, json(`17.${sale.eventId}`))
    const again = await sale.service.post<Published>('/api/events', event, json(`17.${sale.eventId}`))
    expect([first.status, first.body.results.map(({ status }) => status)]).toEqual([202, ['accepted']])
    expect([again.status, again.text]).toEqual([202, first.text])
    await sale.event('TicketsReleased')
    expect(countOf(await sale.feed(), 'TicketsReleased')).toBe(1)
  })

  test('cannot use the key for another event', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    await sale.service.post('/api/events', refund(sale), json(`18.${sale.eventId}`))
    const other = { ...refund(sale), id: 'another' }
    expectProblem(await sale.service.post('/api/events', other, json(`18.${sale.eventId}`)), 422, 'WL_ERR_KEY_REUSED')
  })

  test('in binary mode covers what the headers say', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    const { data, ...context } = refund(sale)
    const publish = (id: string) => {
      const names = Object.entries({ ...context, id }).map(([name, value]) => [`ce-${name}`, value])
      return sale.service.post<Published>('/api/events', data, {
        ...key(`19.${sale.eventId}`),
        ...Object.fromEntries(names),
      })
    }
    const [first, again] = [await publish('one'), await publish('one')]
    expect([first.status, again.text]).toEqual([202, first.text])
    expectProblem(await publish('two'), 422, 'WL_ERR_KEY_REUSED')
  })

  test('that was refused is decided anew', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    const wrong = { ...refund(sale), type: 'Nonsense' }
    expectProblem(await sale.service.post('/api/events', wrong, json(`20.${sale.eventId}`)), 400, 'WL_ERR_VALIDATION')
    expect((await sale.service.post('/api/events', refund(sale), json(`20.${sale.eventId}`))).status).toBe(202)
  })
})

describe('twins at the same moment', () => {
  const TWINS = 8

  /** Everything that is asked with a key, as often as there are twins, each at once. */
  async function twins(ask: (headers: Record<string, string>) => Promise<Answer<unknown>>, name: string) {
    const answers = await Promise.all(Array.from({ length: TWINS }, () => ask(key(name))))
    return new Set(answers.map(({ status, text }) => `${status} ${text}`))
  }

  test('join, claim and decline once, with the same answer', async () => {
    const sale = await stage.open()
    expect((await twins((headers) => sale.tryJoin('ann', {}, headers), `21.${sale.eventId}`)).size).toBe(1)
    await sale.join('bob')
    await sale.refund(2)
    for (const [who, act] of [
      ['ann', 'claim'],
      ['bob', 'decline'],
    ] as const) {
      const { offerId } = await sale.offer(who)
      const ask = (headers: Record<string, string>) => sale.as(who).post(`/api/waitlist/${act}/${offerId}`, {}, headers)
      const answers = await twins(ask, `22.${offerId}`)
      expect([...answers]).toEqual([expect.stringMatching(/^200 /)])
    }
    const feed = await sale.feed()
    for (const type of ['OfferClaimed', 'OfferDeclined'] as const) expect(countOf(feed, type)).toBe(1)
    expect(countOf(feed, 'WaitlistJoined')).toBe(2)
  })

  test('leave once, with the same answer', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    const answers = await twins((headers) => sale.leave('ann', headers), `23.${sale.eventId}`)
    expect([...answers]).toEqual([expect.stringMatching(/^200 /)])
    expect(countOf(await sale.feed(), 'WaitlistLeft')).toBe(1)
  })

  test('publish once, with the same answer', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    const event = {
      ...{ specversion: '1.0', id: `twin-of.${sale.eventId}`, source: '/ticketing', type: 'RefundIssued' },
      time: new Date().toISOString(),
      data: { refundId: 'r1', eventId: sale.eventId, ticketType: 'A', quantity: 1 },
    }
    const ask = (headers: Record<string, string>) =>
      sale.service.post('/api/events', event, { ...headers, 'content-type': 'application/cloudevents+json' })
    const answers = await twins(ask, `24.${sale.eventId}`)
    expect([...answers]).toEqual([expect.stringMatching(/^202 .*"accepted"/)])
    await sale.event('TicketsReleased')
    expect(countOf(await sale.feed(), 'TicketsReleased')).toBe(1)
  })
})

test.each(['', ' ', 'with space', 'k'.repeat(256), 'é'])(
  'the key %j is refused on every POST and DELETE',
  async (bad) => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.refund()
    const { offerId } = await sale.offer('ann')
    const headers = { 'idempotency-key': Buffer.from(bad).toString('latin1') }
    const event = { specversion: '1.0', id: 'x', source: '/t', type: 'TicketsSoldOut', time: new Date().toISOString() }
    const published = { ...event, data: { eventId: sale.eventId } }
    const answers = [
      await sale.tryJoin('bob', {}, headers),
      await sale.leave('ann', headers),
      await sale.tryRelease({ quantity: 1 }, headers),
      await sale.as('ann').post(`/api/waitlist/claim/${offerId}`, {}, headers),
      await sale.as('ann').post(`/api/waitlist/decline/${offerId}`, {}, headers),
      await sale.service.post('/api/events', published, { ...headers, 'content-type': 'application/cloudevents+json' }),
    ]
    for (const answer of answers) expectInvalid(answer, '/headers/idempotency-key')
    expect((await sale.entry('ann')).status).toBe('offered')
  },
)
