import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { audit } from './harness/audit.ts'
import { ofType, readFeed } from './harness/feed.ts'
import { sized } from './harness/mode.ts'
import { eventually, present } from './harness/poll.ts'
import { type Product, startProduct } from './harness/product.ts'
import { openSale } from './harness/sale.ts'
import { signedToken } from './harness/tokens.ts'

let started: Product | undefined
const product = () => present(started, 'started product')
beforeAll(async () => {
  started = await startProduct()
})
afterAll(async () => {
  await started?.[Symbol.asyncDispose]()
})

const restart = async (how: 'stop' | 'kill') => {
  await product()[how]()
  await product().start()
}

/** On engines the fault tests stop and start every process in turn, under load. */
const ways = (['stop', 'kill'] as const).slice(sized(0, 1))

describe.each(ways)('after a %s and a start', (how) => {
  test('a request with its key gets the first answer, also where no commit of its own keeps it', async () => {
    const sale = await openSale(product())
    await sale.join('ann', 'bob')
    const key = { 'idempotency-key': randomUUID() }
    const event = {
      ...{ specversion: '1.0', id: `once-of.${sale.eventId}`, source: '/ticketing', type: 'RefundIssued' },
      time: new Date().toISOString(),
      data: { refundId: 'r1', eventId: sale.eventId, ticketType: 'A', quantity: 1 },
    }
    const asks = [
      () => sale.tryJoin('ann', {}, key),
      () => sale.leave('bob', key),
      () => sale.service.post('/api/events', event, { ...key, 'content-type': 'application/cloudevents+json' }),
    ]
    const said = async () => {
      const answers: string[] = []
      for (const ask of asks) {
        const { status, text } = await ask()
        answers.push(`${status} ${text}`)
      }
      return answers
    }
    const first = await said()
    expect(first.map((answer) => answer.slice(0, 3))).toEqual(['200', '200', '202'])
    await restart(how)
    expect(await said()).toEqual(first)
  })

  test('everything that was answered is there: entries, places, settings, offers, keys, the feed', async () => {
    const sale = await openSale(product(), { settings: { maxQuantity: 3 } })
    const key = { 'idempotency-key': randomUUID() }
    const joined = await sale.tryJoin('ann', {}, key)
    await sale.join('bob', 'cem')
    await sale.refund()
    const offer = await sale.offer('ann')
    const claimed = await sale.claim('ann', offer)
    await sale.event('NotificationSent', (notice) => notice.template === 'offer')
    const before = await sale.feed()
    const settings = await sale.configure({ maxSize: 50 })
    await restart(how)
    expect((await sale.feed()).slice(0, before.length)).toEqual(before)
    expect(await readFeed(sale.service, { eventId: sale.eventId, after: before.at(-1)?.feedcursor as string })).toEqual(
      (await sale.feed()).slice(before.length),
    )
    expect(await sale.configure({})).toEqual(settings)
    expect(await sale.places('bob', 'cem')).toEqual([1, 2])
    expect((await sale.tryJoin('ann', {}, key)).body.entryId).toBe(joined.body.entryId)
    expect((await sale.claim('ann', offer)).body).toEqual(claimed.body)
    expect(await sale.messages('ann', 'offer')).toHaveLength(1)
    expect((await sale.join('dee'))[0]?.position).toBe(3)
    await audit(sale)
  })

  test('what became due meanwhile is done', async () => {
    const sale = await openSale(product(), { settings: { notificationWindow: '1 second' } })
    await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    await product()[how]()
    await eventually(() => expect(Date.now()).toBeGreaterThan(Date.parse(offer.expiresAt)))
    await product().start()
    await sale.offer('bob')
    const expired = ofType(await sale.feed(), 'OfferExpired').filter((event) => event.data.offerId === offer.offerId)
    expect(expired).toHaveLength(1)
    await sale.until('bob', 'lapsed')
    await audit(sale)
  })
})

test('a stop while requests are on their way answers them or refuses them, and loses none that it answered', async () => {
  const sale = await openSale(product())
  const names = Array.from({ length: 200 }, (_, n) => `c${n}`)
  const joins = names.map(async (name) => {
    const answer = await sale.tryJoin(name).catch(() => undefined)
    return answer?.status === 201 ? answer.body.entryId : undefined
  })
  await joins[0]
  const ending = await product().stop()
  expect(ending).toEqual({ code: 0, signal: null })
  const answered = (await Promise.all(joins)).filter((entryId) => entryId !== undefined)
  await product().start()
  const kept = new Set(ofType(await sale.feed(), 'WaitlistJoined').map((event) => event.data.entryId))
  expect(answered.filter((entryId) => !kept.has(entryId))).toEqual([])
  await audit(sale)
})

test('a request that is half sent when the stop comes is answered, and its open connection keeps nothing alive', async () => {
  const sale = await openSale(product())
  const token = await signedToken({ sub: sale.id('ann'), role: 'customer' })
  const contact = { email: sale.email('ann'), channels: ['email'] }
  const body = JSON.stringify({ eventId: sale.eventId, ticketTypes: ['A'], quantity: 1, contact })
  const head = ['POST /api/waitlist/join HTTP/1.1', 'Host: x', `Authorization: Bearer ${token}`]
  head.push('Content-Type: application/json', `Content-Length: ${body.length}`, 'Expect: 100-continue', '', '')
  const socket = connect(product().port, '127.0.0.1').setEncoding('utf8')
  let said = ''
  socket.on('data', (chunk: string) => {
    said += chunk
  })
  socket.write(head.join('\r\n'))
  await eventually(() => expect(said).toContain('100 Continue'))
  const ended = product().stop()
  await eventually(async () => {
    const status = await product()
      .as()
      .get('/readyz')
      .then((answer) => answer.status)
      .catch(() => 503)
    expect(status).toBe(503)
  })
  socket.write(body)
  expect(await ended).toEqual({ code: 0, signal: null })
  expect(said).toMatch(/HTTP\/1\.1 (?:201|503) /)
  socket.destroy()
  await product().start()
  const kept = ofType(await sale.feed(), 'WaitlistJoined')
  expect(kept).toHaveLength(said.includes('HTTP/1.1 201 ') ? 1 : 0)
  await audit(sale)
})
