import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Pool } from 'undici'
import { createGateway, createMap, createUpstream, type Gateway, type Upstream } from './proxy-fixture.ts'

let upstream: Upstream
let gateway: Gateway
let client: Pool
beforeEach(async () => {
  upstream = await createUpstream('upstream')
  const map = createMap()
  map.set('join', upstream.address)
  map.set('analytics', upstream.address)
  gateway = await createGateway(map)
  client = new Pool(gateway.origin)
})
afterEach(async () => {
  await client.destroy()
  await gateway.close()
  await upstream.close()
})

function nextResponse(): Promise<ServerResponse> {
  return new Promise((resolve) => upstream.answer((_, response) => resolve(response)))
}

const form = () => client.request({ method: 'GET', path: '/api/waitlist/form/concert' })

/** Resolves when the gateway has begun to close: it listens no more. */
async function untilClosing() {
  while (gateway.app.server.listening) await new Promise((resolve) => setImmediate(resolve))
}

describe('a gateway that closes', () => {
  test('finishes the requests that it has, and keeps no connection', async () => {
    const held = nextResponse()
    const asked = form()
    const response = await held
    const closed = gateway.close()
    await untilClosing()
    response.end('done')
    const { statusCode, headers, body } = await asked
    expect([statusCode, headers.connection, await body.text()]).toEqual([200, 'close', 'done'])
    await closed
    await expect(form()).rejects.toThrow()
  })

  test('finishes an answer that had begun before', async () => {
    const held = nextResponse()
    const asked = form()
    const response = await held
    response.writeHead(200).write('first ')
    const { body } = await asked
    await once(body, 'readable')
    const closed = gateway.close()
    await untilClosing()
    response.end('last')
    expect(await body.text()).toBe('first last')
    await closed
  })

  test('ends the feeds that are followed, properly, and lets go of them', async () => {
    const held = nextResponse()
    const asked = client.request({ method: 'GET', path: '/api/events', headers: { accept: 'text/event-stream' } })
    const response = await held
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    const { body } = await asked
    await once(body, 'readable')
    const gone = once(response, 'close')
    await Promise.all([gateway.close(), gone])
    expect(await body.text()).toBe('data: 1\n\n')
  })

  test('does not wait for the follower of a feed who has stopped reading', async () => {
    const held = nextResponse()
    const asked = client.request({ method: 'GET', path: '/api/events', headers: { accept: 'text/event-stream' } })
    const response = await held
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    const { body } = await asked
    body.on('error', () => {})
    const data = Buffer.alloc(1024 * 1024, 'data: x\n\n')
    // Until the buffers on the way are full.
    for (let more = true; more; ) {
      more = response.write(data) || (await Promise.race([once(response, 'drain').then(() => true), blocked(response)]))
    }
    await gateway.close()
  })

  test('has let go of its processes once it is closed', async () => {
    for (let times = 0; times < 3; times++) await (await form()).body.dump()
    await gateway.close()
    await upstream.close()
    expect(gateway.app.server.listening).toBe(false)
  })

  test('may never have been asked anything', async () => {
    await gateway.close()
    expect(upstream.seen).toEqual([])
  })
})

/** Resolves with false when nothing of a response has been taken for a while. */
async function blocked(response: ServerResponse): Promise<boolean> {
  for (let before = -1; before !== response.socket?.bytesWritten; ) {
    before = response.socket?.bytesWritten ?? -1
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return false
}
