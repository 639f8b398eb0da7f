import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Pool } from 'undici'
import { createGateway, createMap, createUpstream, type Gateway, type Upstream } from './proxy-fixture.ts'

let analytics: Upstream
let gateway: Gateway
let client: Pool
beforeEach(async () => {
  analytics = await createUpstream('analytics')
  const map = createMap()
  map.set('analytics', analytics.address)
  gateway = await createGateway(map)
  client = new Pool(gateway.origin)
})
afterEach(async () => {
  await client.destroy()
  await gateway.close()
  await analytics.close()
})

const MIB = 1024 * 1024

const feed = () => client.request({ method: 'GET', path: '/api/events', headers: { accept: 'text/event-stream' } })

/** The response of the next request, in the hands of the test. */
function nextResponse(): Promise<ServerResponse> {
  return new Promise((resolve) => analytics.answer((_, response) => resolve(response)))
}

describe('a feed that is followed', () => {
  test('is with its client event by event, from its headers on', async () => {
    const upstream = nextResponse()
    const asked = feed()
    const response = await upstream
    response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' }).flushHeaders()
    const { headers, body } = await asked
    expect(headers['content-type']).toBe('text/event-stream')
    const events = body[Symbol.asyncIterator]()
    for (const event of ['data: 1\n\n', 'data: ✓\n\n', ': alive\n\n']) {
      response.write(event)
      expect(String((await events.next()).value)).toBe(event)
    }
    response.end()
    expect(await events.next()).toMatchObject({ done: true })
  })

  test('is let go of when its client goes away', async () => {
    const upstream = nextResponse()
    const asked = feed()
    const response = await upstream
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': following\n\n')
    const { body } = await asked
    await once(body, 'readable')
    body.on('error', () => {}).destroy()
    await once(response, 'close')
    expect(response.writableFinished).toBe(false)
  })

  test('breaks for its client when its process dies', async () => {
    const upstream = nextResponse()
    const asked = feed()
    const response = await upstream
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': following\n\n')
    const { body } = await asked
    await once(body, 'readable')
    response.destroy()
    await expect(body.text()).rejects.toThrow()
  })

  test('keeps nobody else waiting, however many there are', async () => {
    analytics.answer(({ headers }, response) => {
      if (headers.accept !== 'text/event-stream') return void response.end('figures')
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': following\n\n')
    })
    const followed = await Promise.all(Array.from({ length: 60 }, feed))
    const { body } = await client.request({ method: 'GET', path: '/api/waitlist/stats/concert' })
    expect(await body.text()).toBe('figures')
    for (const { body: stream } of followed) stream.on('error', () => {}).destroy()
  })
})

test('a request whose client goes away before the answer is let go of', async () => {
  const upstream = nextResponse()
  const asked = client.request({ method: 'GET', path: '/api/events' })
  const response = await upstream
  await Promise.all([once(response, 'close'), client.destroy(), expect(asked).rejects.toThrow()])
  expect(response.headersSent).toBe(false)
})

describe('a large answer', () => {
  const chunk = Buffer.alloc(MIB / 4, 'a line of a feed\n')
  const CHUNKS = 256
  const whole = createHash('sha256')
  for (let at = 0; at < CHUNKS; at++) whole.update(chunk)
  const digest = whole.digest('hex')

  test('goes no faster than its client takes it, and comes whole', async () => {
    let written = 0
    let blocked = () => {}
    const full = new Promise<void>((resolve) => {
      blocked = resolve
    })
    analytics.answer(async (_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      for (; written < CHUNKS; written++) {
        if (response.write(chunk)) continue
        blocked()
        await once(response, 'drain')
      }
      response.end()
    })
    const { body } = await client.request({ method: 'GET', path: '/api/events' })
    await full
    // What can be under way fills the buffers of both connections, until nothing moves any more.
    for (let before = -1; before !== written; ) {
      before = written
      await setTimeout(100)
    }
    expect(written).toBeLessThan(CHUNKS * 0.75)
    const hash = createHash('sha256')
    for await (const piece of body) hash.update(piece)
    expect([written, hash.digest('hex')]).toEqual([CHUNKS, digest])
  })

  test('of a length comes whole beside others', async () => {
    analytics.answer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/csv', 'content-length': String(4 * MIB) })
      response.end(Buffer.concat(Array(16).fill(chunk)))
    })
    const sizes = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const { headers, body } = await client.request({ method: 'GET', path: '/api/events' })
        return [headers['content-length'], (await body.bytes()).length]
      }),
    )
    expect(sizes).toEqual(Array(4).fill([String(4 * MIB), 4 * MIB]))
  })
})
