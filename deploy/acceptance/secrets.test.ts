import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import type { Method } from './harness/http.ts'
import { expectProblem } from './harness/problem.ts'
import { startProduct } from './harness/product.ts'
import { openSale } from './harness/sale.ts'
import { AUTH_SECRET, signedToken } from './harness/tokens.ts'

const PEOPLE_KEY = 'a-people-key-that-nobody-may-read-anywhere'

test('nothing that a request or the configuration holds in confidence is in what the process says', async () => {
  const claimSecret = 'a-claim-secret-that-nobody-may-read-anywhere'
  await using product = await startProduct({ LOG_LEVEL: 'trace', CLAIM_KEY: `k1:${claimSecret}`, PEOPLE_KEY })
  const sale = await openSale(product)
  await sale.joinWith('ann', { channels: ['email', 'sms'] })
  await sale.refund()
  const { offerId } = await sale.offer('ann')
  const token = await sale.token('ann', offerId)
  await sale.messages('ann', 'offer', 2)

  // A mark in every place that a request has, good and bad; none of them may come back in the log.
  const marks: string[] = []
  const mark = () => {
    const text = `mark${randomUUID().replaceAll('-', '')}`
    marks.push(text)
    return text
  }
  const bearer = await signedToken({ sub: 'box-office', role: 'service' })
  const places: readonly [Method, string, object | string | undefined, Record<string, string>][] = [
    ['POST', '/api/waitlist/join', { eventId: sale.eventId, contact: { email: `${mark()}@x.example` } }, {}],
    ['POST', '/api/waitlist/join', { eventId: sale.eventId, [mark()]: mark() }, {}],
    ['POST', '/api/waitlist/join', `{"email":"${mark()}@x.example`, {}],
    ['GET', `/api/waitlist/position/me?eventId=${mark()}%20x`, undefined, {}],
    ['GET', `/api/waitlist/position/${mark()}@x.example`, undefined, {}],
    ['GET', `/${mark()}?token=${mark()}`, undefined, {}],
    ['GET', `/api/waitlist/offer/${offerId}`, undefined, { 'x-claim-token': mark() }],
    ['POST', `/api/waitlist/claim/${offerId}`, { token: mark() }, {}],
    ['POST', `/api/waitlist/claim/${offerId}`, { token }, { 'idempotency-key': mark() }],
    ['DELETE', '/api/waitlist/leave/me', undefined, { authorization: `Bearer ${mark()}`, cookie: `session=${mark()}` }],
    ['POST', '/api/events', { specversion: '1.0', id: 'x', type: 'TicketsSoldOut', data: { note: mark() } }, {}],
    ['GET', '/%ZZ', undefined, { 'x-api-key': mark() }],
  ]
  for (const [method, path, body, headers] of places) {
    const sent = typeof body === 'string' ? { raw: body } : body === undefined ? {} : { body }
    await product.with(bearer).send(method, path, { ...sent, headers })
  }
  await product.stop()

  const said = product.said()
  expect(said).toContain('configured')
  const phone = sale.phone('ann')
  for (const secret of [AUTH_SECRET, claimSecret, PEOPLE_KEY, bearer, token, sale.email('ann'), phone, ...marks]) {
    expect([secret, said.includes(secret)]).toEqual([secret, false])
  }
})

test('claim keys change while old links live on: the first signs, all open, one taken away opens nothing', async () => {
  const [old, young] = ['k1:the-old-claim-key-of-more-than-32-bytes', 'k2:the-new-claim-key-of-more-than-32-bytes']
  await using product = await startProduct({ CLAIM_KEY: old })
  const sale = await openSale(product)
  await sale.join('ann', 'bob')
  await sale.refund()
  const before = await sale.offer('ann')
  const oldToken = await sale.token('ann', before.offerId)
  const look = (offerId: string, token: string) =>
    product.as().get(`/api/waitlist/offer/${offerId}`, { 'x-claim-token': token })
  expect(oldToken).toMatch(/^k1\./)

  await product.stop()
  await product.start({ CLAIM_KEY: `${young},${old}` })
  await sale.refund()
  const after = await sale.offer('bob')
  const newToken = await sale.token('bob', after.offerId)
  expect(newToken).toMatch(/^k2\./)
  expect((await look(before.offerId, oldToken)).status).toBe(200)
  expect((await look(after.offerId, newToken)).status).toBe(200)
  expectProblem(await look(after.offerId, oldToken), 404, 'WL_ERR_NOT_FOUND')

  await product.stop()
  await product.start({ CLAIM_KEY: young })
  expectProblem(await look(before.offerId, oldToken), 404, 'WL_ERR_NOT_FOUND')
  expect((await look(after.offerId, newToken)).status).toBe(200)
})
