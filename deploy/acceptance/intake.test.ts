import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { ofType } from './harness/feed.ts'
import { BATCH, inbound, SINGLE } from './harness/inbound.ts'
import { expectProblem } from './harness/problem.ts'
import type { Sale } from './harness/sale.ts'
import type { Intake } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

const post = (sale: Sale, body: unknown, headers: Record<string, string> = SINGLE) =>
  sale.service.send<Intake>('POST', '/api/events', { body, headers })

const refund = (sale: Sale, refundId: string = randomUUID()) =>
  inbound('RefundIssued', { refundId, eventId: sale.eventId, ticketType: 'A', quantity: 1 })

describe('events come in', () => {
  test('one at a time, in structured mode', async () => {
    const sale = await stage.open()
    const event = refund(sale)
    const answer = await post(sale, event)
    expect([answer.status, answer.body]).toEqual([202, { results: [{ id: event.id, status: 'accepted' }] }])
  })

  test('one at a time, in binary mode', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    const id = randomUUID()
    const headers = {
      'content-type': 'application/json',
      ...{ 'ce-specversion': '1.0', 'ce-id': id, 'ce-source': '/ticketing', 'ce-type': 'RefundIssued' },
      'ce-time': new Date().toISOString(),
    }
    const data = { refundId: 'r1', eventId: sale.eventId, ticketType: 'A', quantity: 1 }
    const answer = await post(sale, data, headers)
    expect([answer.status, answer.body]).toEqual([202, { results: [{ id, status: 'accepted' }] }])
    await sale.offer('ann')
    const again = await post(sale, data, headers)
    expect(again.body).toEqual({ results: [expect.objectContaining({ id, status: 'duplicate' })] })
  })

  test('as a batch, with a result for each in its place', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem')
    const [one, two, three] = [refund(sale), refund(sale), refund(sale)]
    const mixed = [
      one,
      { ...refund(sale), data: { eventId: sale.eventId, quantity: 'x' } },
      { ...refund(sale), type: 'MoonRose' },
      two,
      one,
      { ...refund(sale), time: undefined },
      { ...refund(sale), specversion: '0.3' },
      'hello',
      { ...refund(sale), type: 'OfferMade' },
      three,
    ]
    const answer = await post(sale, mixed, BATCH)
    expect(answer.status).toBe(202)
    expect(answer.body.results.map((result) => result.status)).toEqual([
      ...['accepted', 'refused', 'refused', 'accepted', 'duplicate'],
      ...['refused', 'refused', 'refused', 'refused', 'accepted'],
    ])
    for (const result of answer.body.results.filter((result) => result.status === 'refused')) {
      expect(result).toEqual(
        expect.objectContaining({ code: expect.stringMatching(/^WL_ERR_/), detail: expect.any(String) }),
      )
    }
    await sale.offer('cem')
    expect(await sale.offered()).toEqual(['ann', 'bob', 'cem'])
    expect(ofType(await sale.feed(), 'RefundIssued')).toHaveLength(3)
  })

  test('of several events in one batch', async () => {
    const [one, two] = [await stage.open(), await stage.open()]
    await one.join('ann')
    await two.join('bob')
    const answer = await post(one, [refund(one), refund(two)], BATCH)
    expect(answer.body.results.map((result) => result.status)).toEqual(['accepted', 'accepted'])
    await one.offer('ann')
    await two.offer('bob')
  })

  test('with fields that we do not know: these are dropped', async () => {
    const sale = await stage.open()
    const event = refund(sale, 'r1')
    const data = { ...(event.data as object), vatId: 'DE123', email: 'someone@customers.example' }
    const answer = await post(sale, { ...event, data, partitionkey: 'x', comexampleext: 'y' })
    expect(answer.body.results[0]?.status).toBe('accepted')
    const [kept] = ofType(await sale.feed(), 'RefundIssued')
    expect(kept?.data).toEqual(event.data)
  })

  test('twice at the same moment: one is accepted', async () => {
    const sale = await stage.open()
    const event = refund(sale)
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(sale, event)))
    const statuses = answers.map((answer) => answer.body.results[0]?.status).sort()
    expect(statuses).toEqual(['accepted', ...Array<string>(9).fill('duplicate')])
  })

  test('with the same id from another source: that is another event', async () => {
    const sale = await stage.open()
    const event = refund(sale, 'r1')
    await post(sale, event)
    const answer = await post(sale, { ...refund(sale, 'r2'), id: event.id, source: '/elsewhere' })
    expect(answer.body.results).toEqual([{ id: event.id, status: 'accepted' }])
  })
})

describe('what is refused', () => {
  test('is a request in which nothing is acceptable', async () => {
    const sale = await stage.open()
    const event = refund(sale)
    for (const bad of [
      {},
      { ...event, data: {} },
      { ...event, id: '' },
      { ...event, time: 'yesterday' },
      { ...event, type: 7 },
    ]) {
      expectProblem(await post(sale, bad), 400, 'WL_ERR_VALIDATION')
    }
    for (const bad of [[], [{}], {}, 'x']) expectProblem(await post(sale, bad, BATCH), 400, 'WL_ERR_VALIDATION')
    expectProblem(await post(sale, [event]), 400, 'WL_ERR_VALIDATION')
  })

  test('is what is no JSON, and another content type', async () => {
    const sale = await stage.open()
    const raw = await sale.service.send('POST', '/api/events', { raw: '{"specversion":', headers: SINGLE })
    expectProblem(raw, 400, 'WL_ERR_VALIDATION')
    const text = await sale.service.send('POST', '/api/events', {
      raw: 'hi',
      headers: { 'content-type': 'text/plain' },
    })
    expectProblem(text, 415, 'WL_ERR_UNSUPPORTED_MEDIA_TYPE')
  })

  test.each([
    ['a quantity of none', { quantity: 0 }],
    ['a part of a ticket', { quantity: 1.5 }],
    ['a strange event id', { eventId: 'a b' }],
    ['a long refund id', { refundId: 'r'.repeat(65) }],
    ['no type', { ticketType: undefined }],
  ])('is a refund with %s', async (_, change) => {
    const sale = await stage.open()
    const event = refund(sale)
    const bad = { ...event, data: { ...(event.data as object), ...change } }
    const answer = await post(sale, [bad, refund(sale)], BATCH)
    expect(answer.body.results.map((result) => result.status)).toEqual(['refused', 'accepted'])
  })

  test('is what customers and organizers publish', async () => {
    const sale = await stage.open()
    for (const caller of [sale.organizer, sale.as('ann')]) {
      const answer = await caller.send('POST', '/api/events', { body: refund(sale), headers: SINGLE })
      expectProblem(answer, 403, 'WL_ERR_FORBIDDEN')
    }
    expect(ofType(await sale.feed(), 'RefundIssued')).toEqual([])
  })
})
