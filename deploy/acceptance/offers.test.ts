import { describe, expect, test } from '@jest/globals'
import type { Offer } from '@waitlist/contracts'
import { expectInvalid, expectProblem, withoutInstance } from './harness/problem.ts'
import { countOf, type Sale } from './harness/sale.ts'
import type { ClaimAnswer } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
const HOUR = 3_600_000
const UNKNOWN_OFFER = `off_${'a'.repeat(26)}`
const claimPath = ({ offerId }: Offer) => `/api/waitlist/claim/${offerId}`
const declinePath = ({ offerId }: Offer) => `/api/waitlist/decline/${offerId}`

/** An event whose first customer, ann, has an offer; bob waits. */
const offered = async (settings: object = {}): Promise<{ sale: Sale; offer: Offer }> => {
  const sale = await stage.open({ settings })
  await sale.join('ann', 'bob')
  await sale.refund()
  return { sale, offer: await sale.offer('ann') }
}

describe('the window of an offer', () => {
  test('is the one in the settings', async () => {
    const { offer } = await offered({ notificationWindow: '90 minutes' })
    const window = Date.parse(offer.expiresAt) - Date.parse(offer.offeredAt)
    expect(Math.abs(window - 1.5 * HOUR)).toBeLessThanOrEqual(1000)
  })

  test('is a day unless somebody said otherwise', async () => {
    const { offer } = await offered()
    expect(Math.abs(Date.parse(offer.expiresAt) - Date.parse(offer.offeredAt) - 24 * HOUR)).toBeLessThanOrEqual(1000)
  })

  test('does not change for an open offer when the settings do', async () => {
    const { sale, offer } = await offered({ notificationWindow: '2 hours' })
    await sale.configure({ notificationWindow: '1 second', purchaseWindow: '3 hours' })
    expect((await sale.entry('ann')).offer?.expiresAt).toBe(offer.expiresAt)
    const { offerId } = offer
    const seen = await sale.service.get<Offer>(`/api/waitlist/offer/${offerId}`)
    expect(seen.body).toEqual(expect.objectContaining({ offerId, status: 'open', expiresAt: offer.expiresAt }))
  })
})

describe('a claim', () => {
  test('in time is answered with the moment to buy by', async () => {
    const { sale, offer } = await offered({ purchaseWindow: 'PT30M', checkoutUrl: 'https://shop.example/checkout' })
    const answer = await sale.claim('ann', offer)
    expect(answer.status).toBe(200)
    const { purchaseBy, checkoutUrl, offer: claimed } = answer.body
    expect(claimed).toEqual(expect.objectContaining({ offerId: offer.offerId, status: 'claimed', purchaseBy }))
    const window = Date.parse(purchaseBy) - Date.parse(claimed.claimedAt ?? '')
    expect(Math.abs(window - HOUR / 2)).toBeLessThanOrEqual(1000)
    expect(checkoutUrl).toMatch(/^https:\/\/shop\.example\/checkout/)
    const entry = await sale.until('ann', 'claimed')
    expect(entry.offer).toEqual(expect.objectContaining({ offerId: offer.offerId, purchaseBy }))
  })

  test('by the token that was sent needs nothing else, and again gives the same answer', async () => {
    const { sale, offer } = await offered()
    const token = await sale.token('ann', offer.offerId)
    const anonymous = stage.product().as()
    const first = await anonymous.post<ClaimAnswer>(claimPath(offer), { token })
    const again = await anonymous.post<ClaimAnswer>(claimPath(offer), { token })
    expect([first.status, again.status]).toEqual([200, 200])
    expect(again.body).toEqual(first.body)
    expect((await sale.claim('ann', offer)).body).toEqual(first.body)
    expect(countOf(await sale.feed(), 'OfferClaimed')).toBe(1)
  })

  test('twenty times at once is one claim', async () => {
    const { sale, offer } = await offered()
    const answers = await Promise.all(Array.from({ length: 20 }, () => sale.claim('ann', offer)))
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
    expect(countOf(await sale.feed(), 'OfferClaimed')).toBe(1)
  })

  test('with a wrong token, or that of another offer, finds nothing, as for an offer that never was', async () => {
    const { sale, offer } = await offered()
    await sale.refund()
    const other = await sale.offer('bob')
    const token = await sale.token('ann', offer.offerId)
    const anonymous = stage.product().as()
    const unknown = await anonymous.post(`/api/waitlist/claim/${UNKNOWN_OFFER}`, { token })
    expectProblem(unknown, 404, 'WL_ERR_NOT_FOUND')
    const changed = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`
    const wrong = [
      await anonymous.post(claimPath(offer), { token: changed }),
      await anonymous.post(claimPath(offer), { token: `k2.${token.slice(token.indexOf('.') + 1)}` }),
      await anonymous.post(claimPath(offer), { token: 'x' }),
      await anonymous.post(claimPath(other), { token }),
      await anonymous.post(declinePath(other), { token }),
      await anonymous.get(`/api/waitlist/offer/${other.offerId}`, { 'x-claim-token': token }),
      await sale.as('bob').post(claimPath(offer), {}),
      await sale.as('bob').post(declinePath(offer), {}),
      await sale.as('bob').get(`/api/waitlist/offer/${offer.offerId}`),
    ]
    for (const answer of wrong) {
      expectProblem(answer, 404, 'WL_ERR_NOT_FOUND')
      expect(withoutInstance(answer)).toEqual(withoutInstance(unknown))
    }
    expect(countOf(await sale.feed(), 'OfferClaimed')).toBe(0)
  })

  test('without a token and without signing in is nobody’s', async () => {
    const { offer } = await offered()
    const anonymous = stage.product().as()
    for (const path of [claimPath(offer), declinePath(offer)]) {
      expectProblem(await anonymous.post(path, {}), 401, 'WL_ERR_UNAUTHENTICATED')
    }
    expectProblem(await anonymous.get(`/api/waitlist/offer/${offer.offerId}`), 401, 'WL_ERR_UNAUTHENTICATED')
  })

  test('takes a token that is text and nothing else', async () => {
    const { sale, offer } = await offered()
    expectInvalid(await sale.as('ann').post(claimPath(offer), { token: 7 }), '/token')
    expectInvalid(await sale.as('ann').post(claimPath(offer), { quantity: 1 }), '/quantity')
  })

  test('after the deadline is too late', async () => {
    const { sale, offer } = await offered({ notificationWindow: '1 second' })
    const token = await sale.token('ann', offer.offerId)
    await sale.event('OfferExpired', (expired) => expired.offerId === offer.offerId)
    expectProblem(await sale.claim('ann', offer), 409, 'WL_ERR_OFFER_GONE')
    expectProblem(await stage.product().as().post(claimPath(offer), { token }), 409, 'WL_ERR_OFFER_GONE')
    expectProblem(await sale.decline('ann', offer), 409, 'WL_ERR_OFFER_GONE')
  })
})

describe('looking at an offer', () => {
  test('is for its holder, by token or signed in, and for a checkout; it changes nothing', async () => {
    const { sale, offer } = await offered()
    const path = `/api/waitlist/offer/${offer.offerId}`
    const token = await sale.token('ann', offer.offerId)
    const answers = [
      await stage.product().as().get<Offer>(path, { 'x-claim-token': token }),
      await sale.as('ann').get<Offer>(path),
      await sale.service.get<Offer>(path),
    ]
    const { offerId, entryId, eventId, customerId, ticketType, quantity, status, offeredAt, expiresAt, releaseId } =
      offer
    for (const answer of answers) {
      expect(answer.status).toBe(200)
      expect(answer.body).toEqual({
        ...{ offerId, entryId, eventId, customerId, ticketType, quantity, status, offeredAt, expiresAt, releaseId },
      })
    }
    expect(countOf(await sale.feed(), 'OfferClaimed')).toBe(0)
  })

  test('is possible on a plain page, which itself tells nothing', async () => {
    const { sale, offer } = await offered()
    const page = await stage.product().as().get(`/claim/${offer.offerId}`)
    expect([page.status, page.headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/html/)])
    expect(page.text).not.toContain(sale.id('ann'))
    expect((await sale.entry('ann')).status).toBe('offered')
  })
})
