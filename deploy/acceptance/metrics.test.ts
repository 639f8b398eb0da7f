import { describe, expect, test } from '@jest/globals'
import { metricNames } from '@waitlist/telemetry'
import { MAIL_DOMAIN } from './harness/customers.ts'
import { inbound, SINGLE } from './harness/inbound.ts'
import { eventually } from './harness/poll.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage({ LOG_LEVEL: 'debug' })

type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number }

/** The samples of a page in the text format of Prometheus, by name. Throws at a line that is none. */
function samplesIn(page: string): Map<string, Sample[]> {
  const found = new Map<string, Sample[]>()
  for (const line of page.split('\n').filter((one) => one !== '' && !one.startsWith('#'))) {
    const [, name = '', labels = '', value = ''] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? present(line)
    const pairs = [...labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text])
    found.set(name, [...(found.get(name) ?? []), { labels: Object.fromEntries(pairs), value: Number(value) }])
  }
  return found
}

function present(line: string): never {
  throw new Error(`no line of Prometheus: ${line}`)
}

async function metrics() {
  const { status, headers, text } = await stage.product().as().get('/metrics')
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  const samples = samplesIn(text)
  const sum = (name: string, labels: Sample['labels'] = {}) =>
    (samples.get(name) ?? [])
      .filter((sample) => Object.entries(labels).every(([key, text]) => sample.labels[key] === text))
      .reduce((all, { value }) => all + value, 0)
  return { text, samples, sum }
}

describe('the metrics', () => {
  test('tell of queues, commits, offers, what is due, notices, what was parked, and requests', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'ben')
    await sale.refund(1, { refundId: 'twice' })
    const offer = await sale.offer('ann')
    await sale.messages('ann', 'offer')
    await sale.refund(2, { refundId: 'twice' })
    expect((await sale.tryJoin('cem', { quantity: 99 })).status).toBe(400)
    await eventually(async () => {
      const { samples, sum } = await metrics()
      expect(samples.has('waitlist_writer_queue_depth')).toBe(true)
      expect(samples.has('waitlist_due_lag')).toBe(true)
      expect(sum('waitlist_commit_duration_count', { waitlist_commit_outcome: 'committed' })).toBeGreaterThan(4)
      expect(sum('waitlist_commit_size_sum')).toBeGreaterThan(sum('waitlist_commit_size_count'))
      expect(sum('waitlist_offers', { waitlist_offer_status: 'open' })).toBe(1)
      expect(sum('waitlist_notices_total', { waitlist_notice_outcome: 'sent' })).toBe(3)
      expect(sum('waitlist_consumer_parked_total', { messaging_destination_name: 'RefundIssued' })).toBe(1)
      const joins = { http_route: '/api/waitlist/join' }
      const requests = 'http_server_request_duration_count'
      expect(sum(requests, { ...joins, http_response_status_code: '201' })).toBe(2)
      expect(sum(requests, { ...joins, http_response_status_code: '400' })).toBe(1)
    })
    await sale.claim('ann', offer)
    await eventually(async () => {
      const { sum } = await metrics()
      expect(sum('waitlist_offers', { waitlist_offer_status: 'open' })).toBe(0)
      expect(sum('waitlist_offers', { waitlist_offer_status: 'claimed' })).toBe(1)
    })
  })

  test('have no names but those of the one list, and nothing that is anybody’s', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    const { text, samples } = await metrics()
    const known = Object.values(metricNames).map(({ name }) => name.replaceAll('.', '_'))
    for (const name of samples.keys()) {
      expect(known).toContain(name.replace(/_(total|bucket|sum|count)$/, ''))
    }
    for (const secret of [sale.eventId, MAIL_DOMAIN, sale.id('ann')]) expect(text).not.toContain(secret)
    expect(text).not.toMatch(/(ent|off|rel|lot|ntc)_[a-z2-7]{26}/)
  })
})

describe('the log', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const lines = () =>
    stage
      .product()
      .said()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)

  test('is one JSON object a line, and finds by its trace what came of a request', async () => {
    const sale = await stage.open()
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`
    const joined = await sale.tryJoin('ann', {}, { traceparent })
    expect(joined.headers['x-correlation-id']).toBe(traceId)
    await eventually(() => {
      const own = lines().filter((line) => line.traceId === traceId)
      expect(own).toContainEqual(
        expect.objectContaining({ msg: 'request', method: 'POST', route: '/api/waitlist/join', status: 201 }),
      )
      expect(own).toContainEqual(expect.objectContaining({ msg: 'notice sent', template: 'joined' }))
    })
    expect(stage.product().said()).not.toContain(MAIL_DOMAIN)
  })

  test('names an event that was parked by its trace', async () => {
    const sale = await stage.open()
    await sale.refund(1, { refundId: 'again' })
    const refund = { eventId: sale.eventId, refundId: 'again', ticketType: 'A', quantity: 2 }
    const headers = { ...SINGLE, traceparent: `00-${traceId}-b7ad6b7169203331-01` }
    await sale.service.send('POST', '/api/events', { body: inbound('RefundIssued', refund), headers })
    await eventually(() => {
      const parked = lines().filter(({ msg, topic }) => msg === 'an event was parked' && topic === 'RefundIssued')
      expect(parked.at(-1)).toMatchObject({ level: 'error', traceId })
    })
  })
})
