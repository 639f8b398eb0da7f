import { describe, expect, test } from '@jest/globals'
import { releaseTypes } from '@waitlist/contracts'
import { eventExamples } from '@waitlist/contracts/event-examples'
import { offerOf } from '@waitlist/line/example-events'
import fc from 'fast-check'
import { actId } from './example-commands.ts'
import { isMovement, move, type Unbalanced } from './movement.ts'
import { balanceOf, emptyPool, type Pool } from './pool.ts'

const { OfferMade: offer, ReleaseAdvanced: advance, TicketsReleased: lot, OfferClaimed: taken } = eventExamples
type Live = { readonly nth: number; readonly quantity: number; readonly releaseId: string; claimed: boolean }

const dataOf = ({ nth, quantity, releaseId, claimed }: Live) => ({
  ...offer,
  offerId: offerOf('ann', nth),
  quantity,
  releaseId,
  ...(claimed ? { status: 'claimed' as const, claimedAt: taken.claimedAt as string } : {}),
})

/** One of the movements that are possible now, chosen by numbers; undefined when what was chosen is not possible. */
function movementOf(
  choice: number,
  amount: number,
  at: number,
  pool: Pool,
  live: Map<number, Live>,
  ended: Live[],
): Unbalanced | undefined {
  const one = [...live.values()][at % Math.max(live.size, 1)]
  const end = (type: 'OfferDeclined' | 'OfferExpired' | 'OfferRevoked') => {
    if (!one) return undefined
    live.delete(one.nth)
    ended.push(one)
    return { type, data: { ...dataOf(one), status: 'expired', reason: 'left' } } as Unbalanced
  }
  const releaseId = actId(`r${at % 4}`)
  switch (choice) {
    case 0:
      return { type: 'TicketsReleased', data: { ...lot, quantity: amount, source: 'refund', releaseId } }
    case 1:
      return { type: 'TicketsReleased', data: { ...lot, quantity: amount, source: 'release', releaseId } }
    case 2: {
      const freed = Math.min(amount, pool.batches.get(releaseId) ?? 0)
      const { plan, ...rest } = advance
      return { type: 'ReleaseAdvanced', data: { ...rest, releaseId, freed } }
    }
    case 3: {
      const quantity = Math.min(amount, pool.free)
      if (quantity === 0) return undefined
      const plan = { from: 'pool' as const, quantity }
      return { type: 'ReleaseAdvanced', data: { ...advance, releaseId, plan, freed: Math.min(quantity, 1) } }
    }
    case 4: {
      const quantity = Math.min(amount, pool.free)
      if (quantity === 0) return undefined
      const made: Live = { nth: live.size + ended.length + 1, quantity, releaseId, claimed: false }
      live.set(made.nth, made)
      return { type: 'OfferMade', data: { ...dataOf(made), lineVersion: 1 } }
    }
    case 5: {
      if (!one || one.claimed) return undefined
      one.claimed = true
      return { type: 'OfferClaimed', data: dataOf(one) }
    }
    case 6: {
      if (!one) return undefined
      live.delete(one.nth)
      return {
        type: 'OfferFulfilled',
        data: { ...dataOf(one), status: 'fulfilled', bought: Math.min(amount, one.quantity) },
      }
    }
    case 7:
      return end(['OfferDeclined', 'OfferExpired', 'OfferRevoked'][amount % 3] as 'OfferExpired')
    case 8: {
      const late = ended.splice(at % Math.max(ended.length, 1), 1)[0]
      return late && { type: 'PurchaseCameLate', data: { ...dataOf(late), bought: Math.min(amount, late.quantity) } }
    }
    default: {
      const quantity = Math.min(amount, pool.free + pool.scheduled)
      return quantity === 0
        ? undefined
        : { type: 'TicketsReturnedToPublic', data: { ...eventExamples.TicketsReturnedToPublic, quantity } }
    }
  }
}

describe('whatever moves tickets', () => {
  const small = fc.integer({ min: 1, max: 5 })
  const story = fc.array(fc.tuple(fc.nat(9), small, fc.nat(20)), { maxLength: 120 })

  test('keeps the identity, takes no term below zero, and keeps parts and batches what free and scheduled are', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const pool = emptyPool()
        const live = new Map<number, Live>()
        const ended: Live[] = []
        for (const [choice, amount, at] of steps) {
          const movement = movementOf(choice, amount, at, pool, live, ended)
          if (!movement) continue
          move(pool, movement)
          const { released, owed, free, scheduled, open, claimed, fulfilled, returned } = pool
          expect(released + owed).toBe(free + scheduled + open + claimed + fulfilled + returned)
          expect(Math.min(...Object.values(balanceOf(pool)))).toBeGreaterThanOrEqual(0)
          expect(open + claimed + fulfilled).toBeLessThanOrEqual(released + owed)
          // Nobody is owed while there is something to pay with.
          expect(owed === 0 || free + scheduled === 0).toBe(true)
          expect(pool.parts.reduce((sum, part) => sum + part.quantity, 0)).toBe(free)
          expect(pool.parts.every((part) => part.quantity > 0)).toBe(true)
          expect([...pool.batches.values()].reduce((sum, batch) => sum + batch, 0)).toBe(scheduled)
          expect([...pool.batches.values()].every((batch) => batch > 0)).toBe(true)
          const held = [...live.values()]
          const sumOf = (some: Live[]) => some.reduce((sum, each) => sum + each.quantity, 0)
          expect([open, claimed]).toEqual([sumOf(held.filter((o) => !o.claimed)), sumOf(held.filter((o) => o.claimed))])
        }
      }),
      { numRuns: 300 },
    )
  })

  test('is every event of the release stream that carries a balance, and no other', () => {
    const moving = releaseTypes.filter((type) => isMovement({ type, data: eventExamples[type] } as never))
    expect(moving).toEqual(releaseTypes.filter((type) => 'balance' in eventExamples[type]))
  })
})
