import { describe, expect, test } from '@jest/globals'
import { type Offer, randomId } from '@waitlist/contracts'
import { createBrowser } from './browser.ts'

const offerId = randomId('off', 'concert')
const token = 'k1.mac-of-the-offer'
const open: Offer = {
  offerId,
  entryId: randomId('ent', 'concert'),
  eventId: 'concert',
  customerId: 'kim',
  ticketType: 'standing',
  quantity: 2,
  status: 'open',
  offeredAt: '2027-05-02T09:00:00.000Z',
  expiresAt: '2027-05-03T09:00:00.000Z',
  releaseId: randomId('rel', 'concert'),
}
const claimed: Offer = { ...open, status: 'claimed', purchaseBy: '2027-05-03T11:00:00.000Z' }

const page = new URL('../src/pages/claim.html', import.meta.url)
const browser = (hash = `#${token}`, base = '') => createBrowser(page, { pathname: `${base}/claim/${offerId}`, hash })
const buttons = ['claim', 'decline', 'again']

describe('the claim page', () => {
  test('shows the offer and its deadline, and has done nothing but look', async () => {
    const user = browser()
    user.answer({ status: 200, body: open })
    await user.open()
    expect(user.sent).toEqual([
      { url: `/api/waitlist/offer/${offerId}`, method: 'GET', headers: { 'x-claim-token': token }, body: undefined },
    ])
    expect(user.element('title').textContent).toBe('Tickets came free for you')
    expect(user.element('facts').text()).toMatch(/Event concert Tickets 2 × standing Claim before .*2027/)
    expect(user.shown(...buttons)).toEqual(['claim', 'decline'])
  })

  test('claims by a POST with the token in its body, and leads to the checkout', async () => {
    const user = browser()
    user.answer(
      { status: 200, body: open },
      { status: 200, body: { offer: claimed, checkoutUrl: 'https://shop.example/x' } },
    )
    await user.open()
    await user.click('claim')
    expect(user.sent[1]).toMatchObject({ url: `/api/waitlist/claim/${offerId}`, method: 'POST', body: { token } })
    expect(user.element('facts').text()).toMatch(/Buy before/)
    expect(user.shown(...buttons)).toEqual(['decline'])
    expect(user.element('acts').children).toMatchObject([{ tag: 'a', href: 'https://shop.example/x' }])
  })

  test('asks for the checkout again when it is opened after the claim', async () => {
    const user = browser()
    user.answer(
      { status: 200, body: claimed },
      { status: 200, body: { offer: claimed, checkoutUrl: 'https://shop.example/x' } },
    )
    await user.open()
    expect(user.shown(...buttons)).toEqual(['claim', 'decline'])
    expect(user.element('claim').textContent).toBe('Continue to checkout')
    await user.click('claim')
    expect(user.element('acts').children).toMatchObject([{ tag: 'a', href: 'https://shop.example/x' }])
    expect(user.shown(...buttons)).toEqual(['decline'])
  })

  test('does not lead where no web page is', async () => {
    const user = browser()
    user.answer(
      { status: 200, body: open },
      { status: 200, body: { offer: claimed, checkoutUrl: 'javascript:alert(1)' } },
    )
    await user.open()
    await user.click('claim')
    expect(user.element('acts').children).toEqual([])
  })

  test('declines only after the holder has confirmed', async () => {
    const user = browser()
    user.answer({ status: 200, body: open }, { status: 200, body: { offer: { ...open, status: 'declined' } } })
    await user.open()
    user.confirm(false)
    await user.click('decline')
    expect(user.sent).toHaveLength(1)
    user.confirm(true)
    await user.click('decline')
    expect(user.sent[1]).toMatchObject({ url: `/api/waitlist/decline/${offerId}`, method: 'POST', body: { token } })
    expect(user.element('title').textContent).toBe('You gave these tickets back')
    expect(user.shown(...buttons)).toEqual([])
  })

  test.each(['fulfilled', 'declined', 'expired', 'revoked'] as const)(
    'has no buttons for an offer that is %s',
    async (status) => {
      const user = browser()
      user.answer({ status: 200, body: { ...open, status } })
      await user.open()
      expect(user.shown('facts', ...buttons)).toEqual(['facts'])
      expect(user.element('facts').text()).not.toContain('before')
    },
  )

  test('shows how the offer ended when it did so in between', async () => {
    const user = browser()
    user.answer(
      { status: 200, body: open },
      { status: 409, body: {} },
      { status: 200, body: { ...open, status: 'expired' } },
    )
    await user.open()
    await user.click('claim')
    expect(user.element('title').textContent).toBe('Too late for these tickets')
  })

  test.each([404, 401, 400])('says that the link does not work when the answer is %i', async (status) => {
    const user = browser()
    user.answer({ status, body: {} })
    await user.open()
    expect(user.element('title').textContent).toBe('This link does not work')
    expect(user.shown('facts', ...buttons)).toEqual([])
  })

  test('asks nobody without a token', async () => {
    const user = browser('')
    await user.open()
    expect(user.sent).toEqual([])
    expect(user.element('title').textContent).toBe('This link does not work')
  })

  test('can be tried again when nobody answers', async () => {
    const user = browser()
    await user.open()
    expect(user.shown('facts', ...buttons)).toEqual(['again'])
    user.answer({ status: 200, body: open })
    await user.click('again')
    expect(user.shown(...buttons)).toEqual(['claim', 'decline'])
  })

  test('finds the API beside it, wherever both are served', async () => {
    const user = browser(undefined, '/waitlist')
    user.answer({ status: 200, body: open })
    await user.open()
    expect(user.sent[0]?.url).toBe(`/waitlist/api/waitlist/offer/${offerId}`)
  })
})
