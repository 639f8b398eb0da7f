import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createFixture, type Fixture, soldOut } from './gateway-fixture.ts'

const SINGLE = 'application/cloudevents+json'
const BATCH = 'application/cloudevents-batch+json'

let fixture: Fixture
beforeEach(async () => {
  fixture = await createFixture()
})
afterEach(() => fixture.close())

const stored = async () => (await fixture.log.read('inbound:concert', 1, 2000)).map(({ id }) => id)

describe('publishing events', () => {
  test('one in structured mode is durable and handled when the answer comes', async () => {
    expect(await fixture.publish(soldOut('one'), SINGLE)).toEqual({
      status: 202,
      body: { results: [{ id: 'one', status: 'accepted' }] },
    })
    expect(await stored()).toEqual(['one'])
    expect(fixture.handled).toMatchObject([{ id: 'one', source: '/ticketing', correlationId: 'one', version: 1 }])
  })

  test('a batch has a result per event, in their order, and the good ones are taken', async () => {
    const refund = { refundId: 'r1', eventId: 'concert', ticketType: 'standing', quantity: 0 }
    const events = [
      soldOut('one'),
      soldOut('two', { type: 'RefundIssued', data: refund }),
      soldOut('three', { type: 'SomethingElse' }),
      soldOut('four', { type: 'WaitlistClosed' }),
      soldOut('five', { dataschema: 'urn:nobody:knows' }),
      'nothing',
      null,
      soldOut('one'),
      soldOut('six'),
    ]
    const { status, body } = await fixture.publish(events, `${BATCH}; charset=utf-8`)
    expect(status).toBe(202)
    expect(body.results.map(({ id, status: result }: { id: string; status: string }) => [id, result])).toEqual([
      ['one', 'accepted'],
      ['two', 'refused'],
      ['three', 'refused'],
      ['four', 'refused'],
      ['five', 'refused'],
      ['', 'refused'],
      ['', 'refused'],
      ['one', 'duplicate'],
      ['six', 'accepted'],
    ])
    expect(body.results[1]).toMatchObject({
      code: 'WL_ERR_VALIDATION',
      detail: expect.stringContaining('/data/quantity'),
    })
    expect(await stored()).toEqual(['one', 'six'])
  })

  test('again is a duplicate by source and id, and changes nothing', async () => {
    await fixture.publish(soldOut('one'), SINGLE)
    const again = await fixture.publish(soldOut('one', { data: { eventId: 'concert', ticketTypes: ['vip'] } }), SINGLE)
    expect(again.body.results).toEqual([{ id: 'one', status: 'duplicate' }])
    const elsewhere = await fixture.publish(soldOut('one', { source: '/box-office' }), SINGLE)
    expect(elsewhere.body.results).toEqual([{ id: 'one', status: 'accepted' }])
    expect(await stored()).toEqual(['one', 'one'])
  })

  test('in binary mode has its attributes in headers', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'one%20%E2%82%AC',
      'ce-source': '/ticketing',
      'ce-type': 'TicketsSoldOut',
      'ce-time': '2027-05-02T09:00:00Z',
      'ce-correlationid': 'c-1',
    }
    const { body } = await fixture.publish({ eventId: 'concert' }, 'application/json', headers)
    expect(body.results).toEqual([{ id: 'one €', status: 'accepted' }])
    expect(fixture.handled).toMatchObject([{ id: 'one €', correlationId: 'c-1', data: { eventId: 'concert' } }])
  })

  test('as plain JSON is taken for what it looks like', async () => {
    expect((await fixture.publish(soldOut('one'), 'application/json')).status).toBe(202)
    expect((await fixture.publish([soldOut('two')], 'application/json')).status).toBe(202)
    expect(await stored()).toEqual(['one', 'two'])
  })

  test('within a trace keeps the publisher’s, else the request’s', async () => {
    const trace = (digit: string) => `00-${digit.repeat(32)}-b7ad6b7169203331-01`
    await fixture.publish([soldOut('one'), soldOut('two', { traceparent: trace('a') })], BATCH, {
      traceparent: trace('b'),
    })
    expect(fixture.handled.map(({ traceparent }) => traceparent)).toEqual([trace('b'), trace('a')])
  })

  test('drops what it does not know, and any place that an event claims for itself', async () => {
    const data = { eventId: 'concert', secret: 'x' }
    await fixture.publish(soldOut('one', { data, stream: 'waitlist:concert', streamversion: 7 }), SINGLE)
    expect(fixture.handled).toMatchObject([{ stream: 'inbound:concert', version: 1, data: { eventId: 'concert' } }])
    expect(fixture.handled[0]?.data).not.toHaveProperty('secret')
  })

  test.each<[string, unknown, string, string[]]>([
    ['an event without a time', soldOut('one', { time: undefined }), SINGLE, ['/time']],
    [
      'a batch of bad ones',
      [soldOut('one', { time: 'now' }), soldOut('two', { data: {} })],
      BATCH,
      ['/0/time', '/1/data/eventId'],
    ],
    ['an unknown type', soldOut('one', { type: 'constructor' }), SINGLE, ['/type']],
    ['an empty batch', [], BATCH, ['']],
    ['a batch that is none', soldOut('one'), BATCH, ['']],
    ['one that is a batch', [soldOut('one')], SINGLE, ['']],
    ['text', '"one"', SINGLE, ['']],
    ['an empty body', '', SINGLE, ['']],
    ['a batch that is too long', Array(1001).fill(soldOut('one')), BATCH, ['']],
  ])('%s is a problem, and nothing is taken', async (_, payload, type, pointers) => {
    const { status, body } = await fixture.publish(payload, type)
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'WL_ERR_VALIDATION' })
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers)
    expect(await stored()).toEqual([])
  })

  test('that are too deep are refused, and those that are not so deep are taken without what we do not know', async () => {
    const nested = (levels: number) => {
      const deep = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
      return JSON.stringify(soldOut('one')).replace('"data":{', `"data":{"deep":${deep},`)
    }
    const { status, body } = await fixture.publish(nested(100_000), SINGLE)
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'WL_ERR_VALIDATION' })
    expect(await stored()).toEqual([])
    expect((await fixture.publish(nested(50), SINGLE)).body.results).toEqual([{ id: 'one', status: 'accepted' }])
  })

  test('takes a large batch, and refuses one that is too large', async () => {
    const padded = (id: number) => soldOut(`${id}`, { data: { eventId: 'concert', padding: 'x'.repeat(4000) } })
    const large = Array.from({ length: 1000 }, (_, id) => padded(id))
    const { body } = await fixture.publish(large, BATCH)
    expect(body.results.filter(({ status }: { status: string }) => status === 'accepted')).toHaveLength(1000)
    expect((await fixture.publish(`[${'"x",'.repeat(1_400_000)}1]`, BATCH)).status).toBe(413)
  })

  test.each<[string, 'customer' | 'organizer' | 'admin']>([
    ['a customer', 'customer'],
    ['an organizer', 'organizer'],
    ['an admin', 'admin'],
  ])('is not for %s', async (_, role) => {
    const headers = await fixture.bearer({ sub: 'x', role })
    expect((await fixture.publish(soldOut('one'), SINGLE, headers)).status).toBe(403)
    expect(await stored()).toEqual([])
  })
})
