import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Collector, createCollector } from './harness/collector.ts'
import { MAIL_DOMAIN, PHONE_PREFIX } from './harness/customers.ts'
import { inbound, SINGLE } from './harness/inbound.ts'
import { present } from './harness/poll.ts'
import { startProduct } from './harness/product.ts'
import { openSale } from './harness/sale.ts'

const trace = (digit: string) => digit.repeat(32)
const traceparent = (digit: string) => `00-${trace(digit)}-${digit.repeat(16)}-01`

let told: Collector | undefined
const collector = () => present(told, 'collector')

/** One story, told by a product that has ended when the tests look at it. */
beforeAll(async () => {
  told = await createCollector()
  const product = await startProduct(told.environment)
  try {
    const sale = await openSale(product)
    await sale.tryJoin('ann', {}, { traceparent: traceparent('a') })
    await sale.event('NotificationSent', ({ template }) => template === 'joined')
    const refund = { eventId: sale.eventId, refundId: 'r-1', ticketType: 'A', quantity: 1 }
    const headers = { ...SINGLE, traceparent: traceparent('b') }
    await sale.service.send('POST', '/api/events', { body: inbound('RefundIssued', refund), headers })
    await sale.event('NotificationSent', ({ template }) => template === 'offer')
    const { offerId } = await sale.offer('ann')
    const [message] = await sale.messages('ann', 'offer')
    await product.as().post(`/api/waitlist/claim/${offerId}`, { token: message?.claimToken })
    expect(await product.stop()).toEqual({ code: 0, signal: null })
  } finally {
    await product[Symbol.asyncDispose]()
  }
}, 120_000)
afterAll(() => told?.close())

/** The spans of a trace from its beginning to each span of a name; of one process, or of those that have a part in it. */
function pathsTo(name: string, digit: string) {
  const { spans, pathTo } = collector()
  return spans.filter((span) => span.name === name && span.traceId === trace(digit)).map(pathTo)
}

const namesOf = (paths: ReturnType<typeof pathsTo>) => paths.map((path) => path.map((span) => span.name))
const processesOf = (paths: ReturnType<typeof pathsTo>) => paths.map((path) => path.map((span) => span.process))

test('a refund is followed from the request over the offer to what came of the notice', () => {
  const paths = pathsTo('commit notice', 'b')
  const planned = ['POST /api/events', 'process RefundIssued', 'process OfferMade', 'commit notice']
  const sent = ['POST /api/events', 'process RefundIssued', 'process OfferMade', 'notify email', 'commit notice']
  expect(namesOf(paths)).toEqual(expect.arrayContaining([planned, sent]))
  const [path] = paths.filter(({ length }) => length === sent.length)
  expect(path?.[0]?.parentSpanId).toBe('b'.repeat(16))
  const apart = ['gateway', 'release', 'notification', 'notification', 'notification']
  expect([apart, apart.map(() => 'embedded')]).toContainEqual(processesOf([path ?? []])[0])
})

test('a join is followed from where it comes in to the commit that keeps it', () => {
  const [path = []] = pathsTo('commit waitlist', 'a')
  const route = 'POST /api/waitlist/join'
  const names = path.map((span) => span.name)
  expect([
    [route, 'commit waitlist'],
    [route, 'POST', route, 'commit waitlist'],
  ]).toContainEqual(names)
  expect(path[0]?.parentSpanId).toBe('a'.repeat(16))
})

test('metrics come too, and nobody is told an address, a number or a token', () => {
  const all = collector().told()
  expect(all).toContain('"http.server.request.duration"')
  expect(all).toContain('"waitlist.commit.duration"')
  expect(all).toContain('/api/waitlist/claim/{offerId}')
  for (const word of [MAIL_DOMAIN, PHONE_PREFIX, 'k1.', 'Bearer', 'eyJ']) expect(all).not.toContain(word)
})
