import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { silentLogger } from '@waitlist/event-log'
import { type Caller, completeConfig, configFrom, signToken } from '@waitlist/service-kit'
import { attributeNames, idNames, metricNames } from '@waitlist/telemetry'
import { placeOf, type Recorded, type RecordedSpan, recordTelemetry } from '@waitlist/testkit/telemetry/record'
import { compose, type Embedded } from '../src/compose.ts'

const secret = 'a secret of at least thirty-two bytes'
const trace = '0af7651916cd43dd8448eb211c80319c'
const traceparent = `00-${trace}-b7ad6b7169203331-01`
const kim: Caller = { sub: 'kim', role: 'customer' }
const till: Caller = { sub: 'till', role: 'service' }

let folder: string
let recorded: Recorded
let embedded: Embedded
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waitlist-telemetry-'))
  recorded = recordTelemetry()
  const env = { DATA_DIR: folder, PORT: '0', AUTH_SECRET: secret }
  embedded = compose(completeConfig(configFrom({ env }, folder), {}), { logger: silentLogger })
  await embedded.start()
})
afterEach(async () => {
  await embedded.close()
  await recorded.stop()
  rmSync(folder, { recursive: true })
})

async function post(url: string, caller: Caller, payload: object, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${await signToken(secret, caller)}`
  const response = await embedded.app.inject({ method: 'POST', url, headers: { authorization, ...headers }, payload })
  return response.statusCode
}

const happened = (id: string, type: string, data: object) => ({
  specversion: '1.0',
  id,
  source: '/ticketing',
  type,
  time: new Date().toISOString(),
  data: { eventId: 'concert', ...data },
})
/** Opens the list; notification has handled that when it resolves, so that it waits for what comes next to be told. */
async function soldOut(): Promise<void> {
  await post('/api/events', till, happened('1', 'TicketsSoldOut', {}))
  const isHandled = ({ name, attributes }: RecordedSpan) =>
    name === 'process WaitlistOpened' && attributes[attributeNames.group] === 'notification'
  while (!recorded.spans.some(isHandled)) await setTimeout(5)
}
const refund = (headers = {}) =>
  post('/api/events', till, happened('2', 'RefundIssued', { refundId: 'r1', ticketType: 'seat', quantity: 1 }), headers)
const joins = (headers = {}) =>
  post(
    '/api/waitlist/join',
    kim,
    { eventId: 'concert', ticketTypes: ['seat'], quantity: 1, contact: { email: 'kim@example.com' } },
    headers,
  )

/** Waits until so many notices have been sent and that is written down. */
async function notices(count: number): Promise<void> {
  const isWritten = ({ name, attributes }: RecordedSpan) =>
    name === 'commit notice' && Number(attributes[idNames.version]) > 1
  while (recorded.spans.filter(isWritten).length < count) await setTimeout(5)
}

/** The spans from the root of a trace down to one of them, as "name" or "name (group)". */
function pathTo(span: RecordedSpan): string[] {
  const { parent } = placeOf(span)
  const above = recorded.spans.find((one) => placeOf(one).span === parent)
  const group = span.attributes[attributeNames.group]
  return [...(above ? pathTo(above) : []), group ? `${span.name} (${group})` : span.name]
}

const pathsOf = (name: string) => recorded.spans.filter((span) => span.name === name).map((span) => pathTo(span))

describe('one trace', () => {
  test('goes from a refund over the offer that it makes to the notice', async () => {
    await soldOut()
    await joins()
    await notices(1)
    expect(await refund({ traceparent })).toBe(202)
    await notices(2)
    const ofRefund = recorded.spans.filter((span) => placeOf(span).trace === trace)
    const [root] = ofRefund.filter(({ name }) => name === 'POST /api/events')
    expect(root && placeOf(root).parent).toBe('b7ad6b7169203331')

    const reaction = ['POST /api/events', 'process RefundIssued (release)']
    const planning = [...reaction, 'process OfferMade (notification)']
    const paths = ofRefund.map((span) => pathTo(span).join(' > '))
    for (const path of [
      ['POST /api/events', 'send RefundIssued'],
      ['POST /api/events', 'commit inbound'],
      [...reaction, 'commit release'],
      [...planning, 'commit notice'],
      [...planning, 'notify email'],
      [...planning, 'notify email', 'commit notice'],
    ]) {
      expect(paths).toContain(path.join(' > '))
    }
  })

  test('goes from a join to its confirmation', async () => {
    await soldOut()
    expect(await joins({ traceparent })).toBe(201)
    await notices(1)
    const above = ['POST /api/waitlist/join', 'process WaitlistJoined (notification)']
    expect(pathsOf('commit waitlist')).toContainEqual(['POST /api/waitlist/join', 'commit waitlist'])
    expect(pathsOf('notify email')).toEqual([[...above, 'notify email']])
    expect(recorded.spans.filter(({ name }) => name === 'notify email').map((span) => placeOf(span).trace)).toEqual([
      trace,
    ])
  })
})

/** What there is to tell when nothing goes wrong and no broker is between. */
const always = [
  metricNames.requestDuration,
  metricNames.queueDepth,
  metricNames.openStreams,
  metricNames.turns,
  metricNames.commitDuration,
  metricNames.commitSize,
  metricNames.sent,
  metricNames.processDuration,
  metricNames.lag,
  metricNames.notices,
]

test('no metric is told apart by an event, a customer or a stream, and what happened is counted', async () => {
  await soldOut()
  await joins()
  await refund()
  await notices(2)
  const metrics = await recorded.metrics()
  for (const { name } of always) expect([...metrics.keys()]).toContain(name)

  const names: ReadonlySet<string> = new Set(Object.values(attributeNames))
  const values = new Set<unknown>()
  for (const { attributes } of [...metrics.values()].flat()) {
    for (const [name, value] of Object.entries(attributes)) {
      expect(names).toContain(name)
      values.add(value)
    }
  }
  for (const value of values) expect(String(value)).not.toMatch(/concert|kim|:|@/)

  const [sent] = (await recorded.points(metricNames.notices.name)).filter(
    ({ attributes }) => attributes[attributeNames.template] === 'offer',
  )
  expect(sent).toMatchObject({ attributes: { [attributeNames.noticeOutcome]: 'sent' }, value: 1 })
  const commits = await recorded.points(metricNames.commitDuration.name)
  expect(new Set(commits.map(({ attributes }) => attributes[attributeNames.streamKind]))).toEqual(
    new Set(['inbound', 'waitlist', 'release', 'notice']),
  )
})

test('no span tells an address, a name or a token', async () => {
  await soldOut()
  await joins({ 'user-agent': 'kim@example.com', 'idempotency-key': 'key-of-kim' })
  await refund()
  await notices(2)
  await post('/api/waitlist/claim/off_unknown?token=k1.secret', kim, { token: 'k1.secret' })
  const told = JSON.stringify(
    recorded.spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
  )
  expect(told).toContain('/api/waitlist/claim/{offerId}')
  for (const word of ['kim', '@example', 'k1.', 'Bearer', 'eyJ']) expect(told).not.toContain(word)
})
