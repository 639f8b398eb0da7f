import { describe, expect, test } from '@jest/globals'
import { ofType } from './harness/feed.ts'
import { eventually } from './harness/poll.ts'
import { countOf } from './harness/sale.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
const TIERS = { policy: { kind: 'priority', tiers: ['vip', 'loyalty', 'standard'] } }

describe('what comes free is offered by itself', () => {
  test('one refund goes to the earlier of two', async () => {
    const sale = await stage.open()
    const [ann] = await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    expect(offer).toEqual(
      expect.objectContaining({
        offerId: expect.stringMatching(/^off_[a-z2-7]{26}$/),
        releaseId: expect.stringMatching(/^rel_[a-z2-7]{26}$/),
        entryId: ann?.entryId,
        customerId: sale.id('ann'),
        ticketType: 'A',
        quantity: 1,
        status: 'open',
      }),
    )
    const entry = await sale.until('ann', 'offered')
    expect(entry.offer).toEqual(
      expect.objectContaining({ offerId: offer.offerId, ticketType: 'A', quantity: 1, expiresAt: offer.expiresAt }),
    )
    expect(entry.position).toBeUndefined()
    expect(await sale.places('bob')).toEqual([1])
  })

  test('seven tickets go to the first seven of ten, and three wait', async () => {
    const sale = await stage.open()
    const names = Array.from({ length: 10 }, (_, n) => `c${n}`)
    await sale.join(...names)
    await sale.refund(7)
    await sale.offer('c6')
    expect(await sale.offered()).toEqual(names.slice(0, 7))
    await eventually(async () => expect(await sale.places('c7', 'c8', 'c9')).toEqual([1, 2, 3]))
    expect((await sale.entry('c9')).total).toBe(3)
    expect(await sale.balance()).toEqual(expect.objectContaining({ released: 7, open: 7, free: 0 }))
  })

  test('each type goes to who wants it', async () => {
    const sale = await stage.open()
    await sale.joinWith('ann', { ticketTypes: ['A'] })
    await sale.joinWith('bob', { ticketTypes: ['B'] })
    await sale.refund(1, { ticketType: 'B' })
    expect((await sale.offer('bob')).ticketType).toBe('B')
    await sale.refund(1, { ticketType: 'A' })
    expect((await sale.offer('ann')).ticketType).toBe('A')
    expect(await sale.offered()).toEqual(['bob', 'ann'])
  })

  test('who takes several types gets the first of them that is free', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    await sale.refund(1, { ticketType: 'B' })
    await sale.refund(1, { ticketType: 'A' })
    await sale.event('TicketsReleased', (lot) => lot.ticketType === 'A')
    await sale.joinWith('ann', { ticketTypes: ['B', 'A'] })
    await sale.joinWith('bob', { ticketTypes: ['B', 'A'] })
    expect((await sale.offer('ann')).ticketType).toBe('B')
    expect((await sale.offer('bob')).ticketType).toBe('A')
  })
})

describe('under priority', () => {
  test('tiers go first, arrival within a tier, an unknown tier with the last', async () => {
    const sale = await stage.open({ settings: TIERS })
    const arrivals = {
      s1: 'standard',
      x1: 'unheard-of',
      l1: 'loyalty',
      v1: 'vip',
      s2: 'standard',
      v2: 'vip',
      l2: 'loyalty',
    }
    for (const [name, tier] of Object.entries(arrivals)) await sale.joinWith(name, { tier })
    const line = ['v1', 'v2', 'l1', 'l2', 's1', 'x1', 's2']
    expect(await sale.places(...line)).toEqual([1, 2, 3, 4, 5, 6, 7])
    await sale.refund(5)
    await sale.offer('s1')
    expect(await sale.offered()).toEqual(line.slice(0, 5))
    await eventually(async () => expect(await sale.places('x1', 's2')).toEqual([1, 2]))
  })

  test('the position in the answer of the join counts the tiers ahead', async () => {
    const sale = await stage.open({ settings: TIERS })
    expect((await sale.joinWith('s1', { tier: 'standard' })).position).toBe(1)
    expect((await sale.joinWith('v1', { tier: 'vip' })).position).toBe(1)
    expect((await sale.joinWith('l1', { tier: 'loyalty' })).position).toBe(2)
    expect(await sale.places('v1', 'l1', 's1')).toEqual([1, 2, 3])
  })

  test('a changed policy sorts everybody anew, and back', async () => {
    const sale = await stage.open()
    await sale.joinWith('s1', { tier: 'standard' })
    await sale.joinWith('v1', { tier: 'vip' })
    await sale.configure(TIERS)
    await eventually(async () => expect(await sale.places('v1', 's1')).toEqual([1, 2]))
    await sale.configure({ policy: null })
    await eventually(async () => expect(await sale.places('s1', 'v1')).toEqual([1, 2]))
    await sale.refund()
    await sale.offer('s1')
  })
})

describe('what nobody wants', () => {
  test('returns to public sale, and the numbers say so', async () => {
    const sale = await stage.open()
    await sale.refund(2)
    const returned = await sale.event('TicketsReturnedToPublic')
    expect(returned.data).toEqual(expect.objectContaining({ ticketType: 'A', quantity: 2 }))
    await eventually(async () => expect((await sale.stats()).tickets.byType.A).toEqual(await sale.balance()))
    expect(await sale.balance()).toEqual(expect.objectContaining({ released: 2, returned: 2, free: 0 }))
    await sale.join('ann')
    expect((await sale.entry('ann')).status).toBe('waiting')
  })

  test('stays with keepPool and goes to the first who joins', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    await sale.refund(2)
    await sale.event('TicketsReleased')
    await sale.joinWith('ann', { ticketTypes: ['B'] })
    await sale.join('bob')
    await sale.offer('bob')
    await sale.join('cem')
    await sale.offer('cem')
    const feed = await sale.feed()
    expect(ofType(feed, 'OfferMade')).toHaveLength(2)
    expect(countOf(feed, 'TicketsReturnedToPublic')).toBe(0)
  })

  test('is returned when keepPool is switched off', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    await sale.refund(2)
    await sale.event('TicketsReleased')
    await sale.configure({ keepPool: false })
    await eventually(async () => expect((await sale.balance()).returned).toBe(2))
  })

  test('of one type returns though others wait for another type', async () => {
    const sale = await stage.open()
    await sale.joinWith('ann', { ticketTypes: ['B'] })
    await sale.refund(1)
    await eventually(async () => expect((await sale.balance()).returned).toBe(1))
    expect(await sale.offered()).toEqual([])
  })
})
