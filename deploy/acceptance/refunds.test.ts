import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { ofType } from './harness/feed.ts'
import { BATCH, type CloudEvent, inbound } from './harness/inbound.ts'
import { eventually } from './harness/poll.ts'
import { countOf, type Sale } from './harness/sale.ts'
import type { Intake } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

const refundOf = (sale: Sale, refundId: string, quantity = 1, ticketType = 'A') =>
  inbound('RefundIssued', { refundId, eventId: sale.eventId, ticketType, quantity })

const lotsOf = async (sale: Sale, refundId: string) =>
  ofType(await sale.feed(), 'TicketsReleased').filter((event) => event.data.sourceId === refundId)

describe('a refund that is told more than once', () => {
  test('in the same words is one lot and one offer', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    const event = refundOf(sale, 'r1')
    const statuses: string[] = []
    for (let n = 0; n < 5; n++) statuses.push((await sale.offerUp(event)).status)
    expect(statuses).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate', 'duplicate'])
    await sale.handled()
    expect(await lotsOf(sale, 'r1')).toHaveLength(1)
    expect(await sale.offered()).toEqual(['ann'])
  })

  test('in new words is still one lot and one offer', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    for (let n = 0; n < 5; n++) await sale.offerUp({ ...refundOf(sale, 'r1'), source: `/office/${n}` })
    await sale.handled()
    expect(await lotsOf(sale, 'r1')).toHaveLength(1)
    expect(await sale.offered()).toEqual(['ann'])
  })

  test('for another type is another lot', async () => {
    const sale = await stage.open()
    await sale.joinWith('ann', { ticketTypes: ['A'] })
    await sale.joinWith('bob', { ticketTypes: ['B'] })
    await sale.offerUp(refundOf(sale, 'r1', 1, 'A'))
    await sale.offerUp(refundOf(sale, 'r1', 1, 'B'))
    await sale.offer('ann')
    await sale.offer('bob')
    const lots = await lotsOf(sale, 'r1')
    expect(lots.map((lot) => lot.data.ticketType)).toEqual(['A', 'B'])
    expect(new Set(lots.map((lot) => lot.data.lotId)).size).toBe(2)
  })

  test('with another quantity changes nothing', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem')
    await sale.offerUp(refundOf(sale, 'r1', 1))
    await sale.offer('ann')
    await sale.offerUp(refundOf(sale, 'r1', 2))
    await sale.handled()
    expect((await lotsOf(sale, 'r1')).map((lot) => lot.data.quantity)).toEqual([1])
    expect(await sale.offered()).toEqual(['ann'])
    expect((await sale.balance()).released).toBe(1)
  })

  test('under the id that a release has is another lot', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    const { releaseId } = await sale.release({ quantity: 2 })
    await sale.offerUp(refundOf(sale, releaseId, 2))
    await eventually(async () => expect((await sale.balance()).released).toBe(4))
  })
})

describe('a refund that comes before the sell-out is known', () => {
  test('is kept, and taken in when the sell-out turns out to be older', async () => {
    const sale = stage.sale()
    await sale.schedule()
    await sale.configure({ keepPool: true })
    const soldOut = Date.now()
    await sale.refund(2, { refundId: 'r1', time: soldOut + 1 })
    const held = await sale.event('TicketsHeld')
    expect(held.data).toEqual(expect.objectContaining({ ticketType: 'A', quantity: 2, sourceId: 'r1' }))
    await sale.soldOut(undefined, { time: soldOut })
    const lot = await sale.event('TicketsReleased')
    expect(lot.data).toEqual(
      expect.objectContaining({ lotId: held.data.lotId, quantity: 2, source: 'refund', sourceId: 'r1' }),
    )
    await sale.joinWith('ann', { quantity: 2 })
    await sale.offer('ann')
  })

  test('is ignored when the sell-out turns out to be younger', async () => {
    const sale = stage.sale()
    await sale.schedule()
    await sale.configure({ keepPool: true })
    const soldOut = Date.now()
    await sale.refund(2, { refundId: 'r1', time: soldOut - 60_000 })
    await sale.event('TicketsHeld')
    await sale.soldOut(undefined, { time: soldOut })
    const ignored = await sale.event('LotIgnored')
    expect(ignored.data).toEqual(
      expect.objectContaining({ ticketType: 'A', quantity: 2, sourceId: 'r1', reason: 'before-sellout' }),
    )
    await sale.join('ann')
    await sale.handled()
    expect(await sale.offered()).toEqual([])
    expect(await lotsOf(sale, 'r1')).toEqual([])
  })

  test('told afterwards is ignored at once, and a later one is not', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.refund(1, { refundId: 'old', time: Date.now() - 3_600_000 })
    await sale.event('LotIgnored', (lot) => lot.sourceId === 'old')
    await sale.refund(1, { refundId: 'new' })
    await sale.offer('ann')
    expect(await sale.offered()).toEqual(['ann'])
    expect((await sale.balance()).released).toBe(1)
  })

  test('for a type that is not sold out waits for that type', async () => {
    const sale = await stage.open({ ticketTypes: ['A'], settings: { keepPool: true } })
    const time = Date.now()
    await sale.refund(1, { ticketType: 'B', time })
    await sale.event('TicketsHeld', (held) => held.ticketType === 'B')
    await sale.soldOut(['B'], { time: time - 1000 })
    await sale.event('TicketsReleased', (lot) => lot.ticketType === 'B')
  })
})

test('the same news in any order, doubled, gives the same lots', async () => {
  const now = Date.now()
  const outcomes: unknown[] = []
  for (const order of [
    [0, 1, 2, 3, 4],
    [4, 3, 2, 1, 0],
    [2, 0, 4, 1, 3, 0, 2, 4],
    [1, 1, 3, 4, 0, 2, 2],
  ]) {
    const sale = stage.sale()
    await sale.configure({ keepPool: true, ticketTypes: ['A', 'B'].map((id) => ({ id, name: id })) })
    const { eventId } = sale
    const refund = (refundId: string, ticketType: string, time: number) =>
      inbound(
        'RefundIssued',
        { refundId, eventId, ticketType, quantity: 1 },
        { id: `${eventId}-${refundId}-${ticketType}`, time },
      )
    const news: readonly CloudEvent[] = [
      inbound('TicketsSoldOut', { eventId }, { id: randomUUID(), time: now }),
      refund('r1', 'A', now + 1),
      refund('r1', 'B', now + 2),
      refund('r2', 'A', now + 3),
      refund('r0', 'A', now - 10_000),
    ]
    for (const place of order) {
      await sale.service.send<Intake>('POST', '/api/events', { body: [news[place]], headers: BATCH })
    }
    await eventually(async () => expect(countOf(await sale.feed(), 'TicketsReleased')).toBe(3))
    const ignored = await sale.event('LotIgnored')
    const lots = ofType(await sale.feed(), 'TicketsReleased').map(({ data }) => `${data.sourceId} ${data.ticketType}`)
    outcomes.push({
      lots: lots.sort(),
      ignored: ignored.data.sourceId,
      A: await sale.balance('A'),
      B: await sale.balance('B'),
    })
  }
  for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
})
