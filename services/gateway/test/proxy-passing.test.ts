import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Pool, request } from 'undici'
import { createGateway, createMap, createUpstream, fastClock, type Gateway, type Upstream } from './proxy-fixture.ts'

let join: Upstream
let gateway: Gateway
let client: Pool
beforeEach(async () => {
  join = await createUpstream('join')
  const map = createMap()
  map.set('join', join.address)
  gateway = await createGateway(map, fastClock)
  client = new Pool(gateway.origin)
})
afterEach(async () => {
  await client.destroy()
  await gateway.close()
  await join.close()
})

const get = (headers: Record<string, string> = {}) =>
  client.request({ method: 'GET', path: '/api/waitlist/form/concert', headers })

describe('the headers of a request', () => {
  test('come through, as far as they are not between neighbours', async () => {
    const socket = connect(gateway.port, '127.0.0.1')
    const lines = [
      'GET /api/waitlist/form/concert HTTP/1.1',
      'Host: tickets.example',
      'Connection: close, X-Hop',
      'X-Hop: 1',
      'TE: trailers',
      'Keep-Alive: timeout=1000',
      'Proxy-Authorization: Basic x',
      'Authorization: Bearer one',
      'Authorization: Bearer two',
      'X-Correlation-Id: theirs',
      'X-Latin: caf\xe9',
      'X-Forwarded-For: 192.0.2.1',
      'Accept: a/b',
      'Accept: c/d',
    ]
    socket.end(`${lines.join('\r\n')}\r\n\r\n`, 'latin1').resume()
    await once(socket, 'close')
    const { headers } = join.seen[0] as Upstream['seen'][0]
    const { traceparent, ...others } = headers
    expect(others).toEqual({
      host: new URL(join.address).host,
      connection: 'keep-alive',
      authorization: 'Bearer one',
      'x-correlation-id': 'theirs',
      'x-latin': 'caf\xe9',
      'x-forwarded-for': '192.0.2.1, 127.0.0.1',
      accept: 'a/b, c/d',
    })
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  })

  test('say who stood before us, whoever is believed', async () => {
    const map = createMap()
    map.set('join', join.address)
    const behind = await createGateway(map, fastClock, ['127.0.0.1'])
    const headers = { 'x-forwarded-for': '192.0.2.1' }
    await request(`${behind.origin}/api/waitlist/form/concert`, { headers })
    expect(join.seen[0]?.headers['x-forwarded-for']).toBe('192.0.2.1, 127.0.0.1')
    await behind.close()
  })

  test('keep the trace of the client, with what vendors noted of it', async () => {
    const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00', tracestate: 'a=1' }
    await get(trace)
    expect(join.seen[0]?.headers).toMatchObject(trace)
  })

  test('have one trace of ours in the place of one that cannot be', async () => {
    await get({ traceparent: '00-nonsense', tracestate: 'a=1' })
    expect(join.seen[0]?.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(join.seen[0]?.headers).not.toHaveProperty('tracestate')
  })

  test('have a trace of their own for each request', async () => {
    await get()
    await get()
    expect(new Set(join.seen.map(({ headers }) => headers.traceparent)).size).toBe(2)
  })
})

describe('the headers of an answer', () => {
  test('come through as they are, but for those between neighbours', async () => {
    join.answer((_, response) => {
      response.writeHead(202, 'Taken', [
        ...['X-Correlation-Id', 'c-1', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'ETag', '"1"'],
        ...['Connection', 'close, x-hop', 'X-Hop', '1', 'Date', 'Sun, 02 May 2027 09:30:00 GMT'],
        ...['Content-Type', 'text/csv; charset=utf-8', 'Content-Disposition', 'attachment; filename="caf\xe9.csv"'],
      ])
      response.end('a,b\n')
    })
    const { statusCode, headers, body } = await get()
    expect([statusCode, await body.text()]).toEqual([202, 'a,b\n'])
    const { connection, 'keep-alive': _, ...others } = headers
    // Beside them stands what every answer tells browsers.
    expect(others).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-correlation-id': 'c-1',
      'set-cookie': ['a=1', 'b=2'],
      etag: '"1"',
      date: 'Sun, 02 May 2027 09:30:00 GMT',
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="caf\xe9.csv"',
      'transfer-encoding': 'chunked',
    })
    expect(others).not.toHaveProperty('x-hop')
    expect(connection).toBe('keep-alive')
  })

  test('are those of the answer, not of what comes before it', async () => {
    join.answer((_, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' })
      response.writeProcessing()
      response.setHeader('x-last', '1').end('last')
    })
    const { statusCode, headers, body } = await get()
    expect([statusCode, headers['x-last'], await body.text()]).toEqual([200, '1', 'last'])
  })

  test.each([204, 304])('come without a body for %i', async (status) => {
    join.answer((_, response) => response.writeHead(status, { etag: '"1"' }).end())
    for (let times = 0; times < 2; times++) {
      const { statusCode, headers, body } = await get()
      expect([statusCode, headers.etag, await body.text()]).toEqual([status, '"1"', ''])
    }
  })

  test('tell the correlation id of the refusals of the gateway', async () => {
    await join.close()
    const { statusCode, headers } = await get({
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
    })
    expect([statusCode, headers['x-correlation-id']]).toEqual([503, '0af7651916cd43dd8448eb211c80319c'])
  })
})

describe('a body', () => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    client.request({ method: 'POST', path: '/api/waitlist/join', headers, body })

  test('comes through byte by byte, with its type', async () => {
    const bodies = [
      '{ "eventId" :"c\\u006fncert",\n"z":1,"a":0.10}',
      '{"eventId":"köln ✓"}',
      Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
    ]
    for (const body of bodies) {
      await post(body, { 'content-type': 'Application/JSON; charset="utf-8"', 'content-encoding': 'gzip' })
      const seen = join.seen.at(-1)
      expect(seen?.body).toEqual(Buffer.from(body))
      expect(seen?.headers).toMatchObject({
        'content-type': 'Application/JSON; charset="utf-8"',
        'content-encoding': 'gzip',
        'content-length': String(Buffer.byteLength(body)),
      })
    }
  })

  test('of 256 KiB comes through, a larger one is refused before anybody is asked', async () => {
    expect((await post(Buffer.alloc(256 * 1024, ' '))).statusCode).toBe(200)
    expect(join.seen[0]?.body).toHaveLength(256 * 1024)
    const { statusCode, headers, body } = await post(Buffer.alloc(256 * 1024 + 1, ' '))
    expect([statusCode, headers['content-type']]).toEqual([413, 'application/problem+json; charset=utf-8'])
    expect(await body.json()).toMatchObject({ code: 'WL_ERR_PAYLOAD_TOO_LARGE' })
    expect(join.seen).toHaveLength(1)
  })

  test('that is not there is not made up', async () => {
    await client.request({ method: 'DELETE', path: '/api/waitlist/leave/me' })
    await client.request({
      method: 'POST',
      path: '/api/waitlist/join',
      headers: { 'content-type': 'application/json' },
    })
    expect(join.seen.map(({ body }) => body.length)).toEqual([0, 0])
    expect(join.seen[0]?.headers).not.toHaveProperty('content-length')
    expect(join.seen[1]?.headers).toMatchObject({ 'content-length': '0' })
  })
})
