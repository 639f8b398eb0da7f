import { describe, expect, test } from '@jest/globals'
import { readFeed } from './harness/feed.ts'
import type { Answer } from './harness/http.ts'
import { expectProblem, withoutInstance } from './harness/problem.ts'
import type { Sale } from './harness/sale.ts'
import type { Positions } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
const rival = () => stage.product().as({ sub: 'rita', role: 'organizer', org: 'rival' })
const contact = { email: 'x@customers.example', channels: ['email'] }

/** Everything an organizer may ask of an event, and of an entry of it. */
const requests = (sale: Sale, entryId = `ent_${'a'.repeat(26)}`): (() => Promise<Answer<unknown>>)[] => {
  const { eventId } = sale
  const customer = `customer-of.${eventId}`
  const key = { 'idempotency-key': `rival-${eventId}` }
  const join = { eventId, customerId: customer, ticketTypes: ['A'], quantity: 1, contact }
  return [
    () => rival().get(`/api/waitlist/stats/${eventId}`),
    () => rival().get(`/api/waitlist/settings/${eventId}`),
    () => rival().put(`/api/waitlist/settings/${eventId}`, { maxSize: 1 }),
    () => rival().patch(`/api/waitlist/settings/${eventId}`, { status: 'closed' }),
    () => rival().get(`/api/waitlist/entries/${eventId}`),
    () => rival().post(`/api/waitlist/release/${eventId}`, { ticketType: 'A', quantity: 1 }, key),
    () => rival().post(`/api/waitlist/move/${entryId}`, { to: 'end', reason: 'none' }),
    () => rival().post(`/api/waitlist/remove/${entryId}`, { reason: 'none' }),
    () => rival().post('/api/waitlist/join', join),
    () => rival().get(`/api/waitlist/position/${sale.id('ann')}?eventId=${eventId}`),
    () => rival().get(`/api/waitlist/position/${sale.id('ann')}`),
    () => rival().delete(`/api/waitlist/leave/${sale.id('ann')}?eventId=${eventId}`),
    () => rival().delete(`/api/waitlist/leave/${sale.id('ann')}`),
  ]
}

describe('an organizer of another organization', () => {
  test('finds nothing of the event, and changes nothing', async () => {
    const sale = await stage.open()
    const [ann] = await sale.join('ann')
    // Notices of the join may still be on their way; nothing else may happen.
    const happened = async () => (await sale.feed()).filter((event) => !event.stream.startsWith('notice:'))
    const before = await happened()
    for (const request of requests(sale, ann?.entryId)) expectProblem(await request(), 404, 'WL_ERR_NOT_FOUND')
    expect(await happened()).toEqual(before)
  })

  test('is told the same as of an event that does not exist', async () => {
    const [sale, nowhere] = [await stage.open(), stage.sale()]
    const [foreign, unknown] = [rival(), rival()]
    for (const route of ['stats', 'entries']) {
      const one = await foreign.get(`/api/waitlist/${route}/${sale.eventId}`)
      const other = await unknown.get(`/api/waitlist/${route}/${nowhere.eventId}`)
      expectProblem(other, 404, 'WL_ERR_NOT_FOUND')
      expect(withoutInstance(one)).toEqual(withoutInstance(other))
    }
  })

  test('reads no line of its feed', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    const answer = await rival().get(`/api/events?eventId=${sale.eventId}`)
    if (answer.status === 404) expectProblem(answer, 404, 'WL_ERR_NOT_FOUND')
    else expect([answer.status, answer.text]).toEqual([200, ''])
    expect(await readFeed(rival())).toEqual([])
  })

  test('sees of a common customer the own event alone, and takes nobody out of another', async () => {
    const [mine, theirs] = [await stage.open(), stage.sale()]
    await theirs.schedule({ organizerId: 'rival' })
    await theirs.soldOut()
    await theirs.event('WaitlistOpened')
    await mine.join('ann')
    const customerId = mine.id('ann')
    const ann = stage.product().as({ sub: customerId, role: 'customer' })
    await ann.post('/api/waitlist/join', { eventId: theirs.eventId, ticketTypes: ['A'], quantity: 1, contact })
    const seen = await rival().get<Positions>(`/api/waitlist/position/${customerId}`)
    expect(seen.body.entries.map((entry) => entry.eventId)).toEqual([theirs.eventId])
    const left = await rival().delete(`/api/waitlist/leave/${customerId}`)
    expect(left.status).toBe(200)
    expect((await mine.entry('ann')).status).toBe('waiting')
  })
})

describe('an event that nobody has scheduled', () => {
  test('belongs to the first organizer who configures it', async () => {
    const sale = stage.sale()
    await sale.configure({ ticketTypes: [{ id: 'A', name: 'Stalls' }], status: 'open' })
    const [ann] = await sale.join('ann')
    for (const request of requests(sale, ann?.entryId)) expectProblem(await request(), 404, 'WL_ERR_NOT_FOUND')
    expect((await sale.organizer.get(`/api/waitlist/stats/${sale.eventId}`)).status).toBe(200)
  })

  test('belongs to one of two who configure it at the same moment', async () => {
    const sale = stage.sale()
    const path = `/api/waitlist/settings/${sale.eventId}`
    const answers = await Promise.all([sale.organizer.patch(path, { maxSize: 1 }), rival().patch(path, { maxSize: 2 })])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 404])
  })
})

test('an organizer without an organization owns nothing', async () => {
  const sale = await stage.open()
  const nobody = stage.product().as({ sub: 'olga', role: 'organizer' })
  const answer = await nobody.get(`/api/waitlist/stats/${sale.eventId}`)
  expect([401, 403, 404]).toContain(answer.status)
})

test('an event id that looks like a pattern or a path is an event id', async () => {
  const sale = await stage.open()
  for (const strange of ['..', '.', '__proto__', 'constructor', `${sale.eventId}:`, sale.eventId.toUpperCase()]) {
    const answer = await sale.organizer.get(`/api/waitlist/stats/${encodeURIComponent(strange)}`)
    expect([400, 404]).toContain(answer.status)
  }
})
