import { beforeAll, describe, expect, test } from '@jest/globals'
import type { EventType } from '@waitlist/contracts'
import { feedPage, feedPath, readFeed } from './harness/feed.ts'
import { expectInvalid, expectProblem } from './harness/problem.ts'
import { openSale, type Sale } from './harness/sale.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
const sales: Sale[] = []

beforeAll(async () => {
  for (let n = 0; n < 2; n++) {
    const sale = await openSale(stage.product())
    await sale.join('ann', 'bob')
    await sale.refund(1)
    await sale.decline('ann', await sale.offer('ann'))
    await sale.messages('bob', 'offer')
    sales.push(sale)
  }
})

const [first, second] = [() => sales[0] as Sale, () => sales[1] as Sale]

describe('the feed', () => {
  test('in two halves is the feed in one, whatever the size of a page', async () => {
    const { service, eventId } = first()
    const whole = await readFeed(service, { eventId })
    const half = await feedPage(service, { eventId, limit: Math.floor(whole.length / 2) })
    const after = half.at(-1)?.feedcursor as string
    expect([...half, ...(await readFeed(service, { eventId, after }))]).toEqual(whole)
    for (const limit of [1, 3, 7]) expect(await readFeed(service, { eventId, limit })).toEqual(whole)
    expect(await readFeed(service, { eventId, after: whole.at(-1)?.feedcursor as string })).toEqual([])
  })

  test('of an event has everything of it and nothing of another, inbound events and notices included', async () => {
    const feed = await first().feed()
    const kinds = new Set(feed.map((event) => event.stream.slice(0, event.stream.indexOf(':'))))
    expect([...kinds].sort()).toEqual(['inbound', 'notice', 'release', 'waitlist'])
    for (const event of feed) expect(event.data).toEqual(expect.objectContaining({ eventId: first().eventId }))
    const all = await readFeed(first().service)
    const merged = all.filter((event) => 'eventId' in event.data && event.data.eventId === second().eventId)
    expect(merged.map((event) => event.id)).toEqual((await second().feed()).map((event) => event.id))
  })

  test('of some types has those alone', async () => {
    const { service, eventId } = first()
    const types: EventType[] = ['OfferMade', 'RefundIssued']
    const some = await readFeed(service, { eventId, types })
    expect(some).toEqual((await first().feed()).filter((event) => types.includes(event.type)))
    expect(some.map((event) => event.type)).toEqual(['RefundIssued', 'OfferMade', 'OfferMade'])
  })

  test('is NDJSON, and keeps what publishers said of their events', async () => {
    const { service, eventId } = first()
    const answer = await service.get(feedPath({ eventId }))
    expect(answer.headers['content-type']).toMatch(/ndjson/)
    expect(answer.text.endsWith('\n')).toBe(true)
    const soldOut = (await first().feed()).find((event) => event.type === 'TicketsSoldOut')
    expect(soldOut).toEqual(expect.objectContaining({ source: '/ticketing', data: { eventId } }))
    const offer = (await first().feed()).find((event) => event.type === 'OfferMade')
    expect(offer).toEqual(
      expect.objectContaining({
        source: '/waitlist/release',
        stream: `release:${eventId}`,
        causationid: expect.stringMatching(/\S/),
        correlationid: expect.stringMatching(/\S/),
      }),
    )
  })

  test('refuses what it cannot mean', async () => {
    const { service } = first()
    const queries = {
      limit: ['0', '-1', '10001', 'many', '1.5'],
      types: ['Nonsense'],
      eventId: ['a b'],
      after: ['??'],
    }
    for (const [name, values] of Object.entries(queries)) {
      for (const value of values) {
        const answer = await service.get(`/api/events?${name}=${encodeURIComponent(value)}`)
        expectInvalid(answer, `/query/${name}`)
      }
    }
  })

  test('is for services and organizers', async () => {
    expectProblem(await stage.product().as().get('/api/events'), 401, 'WL_ERR_UNAUTHENTICATED')
    expectProblem(await first().as('ann').get('/api/events'), 403, 'WL_ERR_FORBIDDEN')
  })
})
