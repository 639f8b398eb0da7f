import { describe, expect, test } from '@jest/globals'
import type { StatsReply } from '@waitlist/contracts'
import { eventually } from './harness/poll.ts'
import { run } from './harness/process.ts'
import type { Sale } from './harness/sale.ts'
import { createStage } from './harness/stage.ts'
import { AUTH_SECRET } from './harness/tokens.ts'

const stage = createStage()
const RECOUNT = '../../operate/src/recount/main.ts'

/** Runs `npm run recount` for some events from outside, and gives how it ended. */
async function recounted(...eventIds: readonly string[]) {
  const { dataDir, origin } = stage.product()
  const tool = run({ AUTH_SECRET, WAITLIST_URL: origin }, dataDir, RECOUNT, eventIds)
  const { code } = await tool.exited
  return { code, said: tool.stdout() + tool.stderr() }
}

async function statsOf(sale: Sale): Promise<StatsReply> {
  return (await sale.stats()) as StatsReply
}

/** A day on which everything happens that is counted: every way in, through and out of the list. */
async function scriptedDay(): Promise<Sale> {
  const sale = await stage.open({
    settings: { policy: { kind: 'priority', tiers: ['vip', 'standard'] }, notificationWindow: '1 hour' },
  })
  await sale.join('ann', 'ben', 'cem')
  await sale.joinWith('vic', { tier: 'vip', ticketTypes: ['B', 'A'], quantity: 2, channels: ['email', 'sms'] })
  await sale.joinWith('wim', { tier: 'vip', quantity: 2, minQuantity: 1 })
  await sale.join('leo', 'lia')
  // Whoever leaves is not told any more: so that leo is one of those who were reached.
  await sale.messages('leo', 'joined')
  await sale.leave('leo')
  await sale.refund(2)
  const vic = await sale.offer('vic')
  await sale.claim('vic', vic)
  await sale.purchase(vic, { quantity: 1 })
  const wim = await sale.offer('wim')
  await sale.decline('wim', wim)
  const ann = await sale.offer('ann')
  await sale.claim('ann', ann)
  await sale.abandon(ann)
  await sale.until('ann', 'lapsed')
  const ben = await sale.offer('ben')
  await sale.purchase(ben)
  await sale.until('ben', 'purchased')
  await sale.purchase(ann)
  await sale.until('ann', 'purchased')
  await sale.release({ quantity: 3, batchSize: 2, batchInterval: '1 second' })
  await sale.until('cem', 'offered')
  await sale.leave('cem')
  await sale.until('lia', 'offered')
  return sale
}

describe('the statistics', () => {
  test('of a scripted day equal a recount of the feed, number by number', async () => {
    const sale = await scriptedDay()
    await eventually(async () => {
      const stats = await statsOf(sale)
      expect(stats.entries).toEqual({
        ...{ joined: 7, waiting: 0, offered: 1, claimed: 0 },
        ...{ purchased: 3, left: 3, lapsed: 0 },
      })
      expect(stats.byTier).toMatchObject({ vip: { joined: 2, purchased: 1, left: 1 }, standard: { joined: 5 } })
      expect(stats.byTicketType).toMatchObject({ A: { joined: 7 }, B: { joined: 1 } })
      // Bought: vic, ben, and ann late. Ended: those of vic, wim, ann, ben, cem.
      expect(stats.conversion).toEqual({
        ...{ offersResolved: 5, purchaseRate: 3 / 5, joinedToOffered: 6 / 7 },
        ...{ offeredToClaimed: 2 / 6, claimedToPurchased: 1 },
      })
      expect(stats.breakdown.byTier.vip?.conversion).toMatchObject({ offersResolved: 2, purchaseRate: 1 / 2 })
      const { released, owed, free, scheduled, open, claimed, fulfilled, returned } = stats.tickets.total
      expect([released, fulfilled, open]).toEqual([5, 3, 1])
      expect(released + owed).toBe(free + scheduled + open + claimed + fulfilled + returned)
      expect(stats.reached).toEqual({ email: 7, sms: 1 })
    })
    const { code, said } = await recounted(sale.eventId)
    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining(`${sale.eventId}: agrees`) })
  })

  test('of an event that was cancelled agree as well', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'ben')
    await sale.refund()
    await sale.offer('ann')
    await sale.cancel()
    await sale.until('ben', 'left')
    expect(await recounted(sale.eventId)).toMatchObject({ code: 0 })
  })

  test('of an event that nobody was told of are nowhere, and the recount says so', async () => {
    const { code, said } = await recounted(stage.sale().eventId)
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/answers 404/) })
  })
})
