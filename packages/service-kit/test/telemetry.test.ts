import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { placeOf, type Recorded, recordTelemetry } from '@waitlist/testkit/telemetry/record'
import { implement } from '../src/index.ts'
import { createFixture, type Fixture, fixtureRoutes, kim } from './edge-fixture.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const DURATION = 'http.server.request.duration'

let recorded: Recorded
let fixture: Fixture
let active: (string | undefined)[]
let release: () => void
beforeEach(async () => {
  recorded = recordTelemetry()
  active = []
  const asked = Promise.withResolvers<void>()
  release = asked.resolve
  const put = { ...fixtureRoutes.write, id: 'seen', path: '/seen' }
  const slow = { ...fixtureRoutes.open, id: 'slow', path: '/slow' }
  fixture = await createFixture([
    implement(put, async () => {
      active.push(trace.getActiveSpan()?.spanContext().spanId)
      return { status: 201, body: {} }
    }),
    implement(slow, async () => {
      await asked.promise
      return { status: 200, body: {} }
    }),
  ])
})
afterEach(async () => {
  await fixture.app.close()
  await recorded.stop()
})

/** Waits for as many spans: a request ends a little after its answer. */
async function spans(count: number) {
  while (recorded.spans.length < count) await new Promise((resolve) => setImmediate(resolve))
  return recorded.spans
}

describe('the span of a request', () => {
  test('is a child of where it came from, named after its route', async () => {
    const headers = { ...(await fixture.bearer(kim)), traceparent }
    await fixture.app.inject({ url: '/mine/kim', headers })
    const [span] = await spans(1)
    expect(span).toMatchObject({ name: 'GET /mine/{customerId}', kind: SpanKind.SERVER, status: { code: 0 } })
    expect(span && placeOf(span)).toMatchObject({
      trace: '0af7651916cd43dd8448eb211c80319c',
      parent: 'b7ad6b7169203331',
    })
    expect(span?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'http.route': '/mine/{customerId}',
      'url.scheme': 'http',
      'waitlist.route.id': 'mine',
    })
  })

  test('is what the request brings about is caused by, and its trace is the correlation id', async () => {
    const response = await fixture.app.inject({ url: '/open', headers: { traceparent } })
    const alone = await fixture.app.inject('/open')
    const places = (await spans(2)).map(placeOf)
    expect(fixture.seen.map(({ cause }) => cause)).toEqual(
      places.map((place) => ({ correlationId: place.trace, traceparent: `00-${place.trace}-${place.span}-01` })),
    )
    expect(response.headers['x-correlation-id']).toBe('0af7651916cd43dd8448eb211c80319c')
    expect(alone.headers['x-correlation-id']).toBe(places[1]?.trace)
    expect(places[1]?.parent).toBeUndefined()
  })

  test.each(['garbage', `${traceparent}-extra`, `ff${traceparent.slice(2)}`])(
    'does not join the malformed trace %j',
    async (malformed) => {
      await fixture.app.inject({ url: '/open', headers: { traceparent: malformed } })
      expect((await spans(1)).map(placeOf)).toMatchObject([{ parent: undefined }])
    },
  )

  test('is there for what the handler calls, also behind a body that came later', async () => {
    await fixture.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = fixture.app.server.address() as AddressInfo
    const body = JSON.stringify({ eventId: 'concert', quantity: 1 })
    const { authorization } = await fixture.bearer(kim)
    const head = `POST /seen HTTP/1.1\r\nhost: us\r\nauthorization: ${authorization}\r\nconnection: close\r\n`
    const taken = once(fixture.app.server, 'request')
    const socket = connect(port, '127.0.0.1')
    socket.write(`${head}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`)
    await taken
    socket.write(body)
    await once(socket.resume(), 'close')
    expect(active).toEqual((await spans(1)).map((span) => placeOf(span).span))
  })

  test('has failed when we have, and not when the client has', async () => {
    await fixture.app.inject('/mine/kim')
    await fixture.app.inject('/nowhere')
    fixture.fail(new Error('kim@example.com'))
    await fixture.app.inject('/open')
    expect(await spans(3)).toMatchObject([
      { name: 'GET /mine/{customerId}', status: { code: 0 }, attributes: { 'http.response.status_code': 401 } },
      { name: 'GET', status: { code: 0 }, attributes: { 'http.response.status_code': 404 } },
      {
        name: 'GET /open',
        status: { code: SpanStatusCode.ERROR },
        attributes: { 'http.response.status_code': 500, 'error.type': '500' },
      },
    ])
  })

  test('ends also when the client goes away', async () => {
    await fixture.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = fixture.app.server.address() as AddressInfo
    const taken = once(fixture.app.server, 'request')
    const socket = connect(port, '127.0.0.1').end('GET /slow HTTP/1.1\r\nhost: us\r\n\r\n')
    await taken
    socket.destroy()
    expect(await spans(1)).toMatchObject([{ name: 'GET /slow', attributes: { 'error.type': 'aborted' } }])
    expect(await recorded.points(DURATION)).toMatchObject([{ attributes: { 'error.type': 'aborted' } }])
    release()
  })
})

test('how long requests took is told by route and status, and not by who asked', async () => {
  const bearer = await fixture.bearer(kim)
  await fixture.app.inject({ url: '/mine/kim', headers: bearer })
  await fixture.app.inject({ url: '/mine/kim?token=secret', headers: bearer })
  await fixture.app.inject('/mine/lee')
  await spans(3)
  const route = { 'http.request.method': 'GET', 'http.route': '/mine/{customerId}', 'waitlist.route.id': 'mine' }
  expect((await recorded.points(DURATION)).map(({ attributes, value }) => ({ attributes, value }))).toMatchObject([
    { attributes: { ...route, 'http.response.status_code': 200 }, value: { count: 2 } },
    { attributes: { ...route, 'http.response.status_code': 401 }, value: { count: 1 } },
  ])
})

test('no token, no query and no address is told', async () => {
  const headers = { ...(await fixture.bearer(kim)), 'x-claim-token': 'k1.claim', 'user-agent': 'kim@example.com' }
  const payload = { eventId: 'concert', quantity: 1, contact: { email: 'kim@example.com' } }
  await fixture.app.inject({ method: 'POST', url: '/write?token=k1.claim', headers, payload })
  await fixture.app.inject({ method: 'POST', url: '/held/off_1', headers, payload: { token: 'k1.claim' } })
  const told = JSON.stringify([
    (await spans(2)).map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
    [...(await recorded.metrics())],
  ])
  expect(told).toContain('/held/{offerId}')
  for (const secret of ['kim', 'claim', 'token', headers.authorization]) expect(told).not.toContain(secret)
})
