import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { undiciCalls } from '@waitlist/service-kit/telemetry/calls'
import { placeOf, type Recorded, recordTelemetry } from '@waitlist/testkit/telemetry/record'
import { createGateway, createMap, createUpstream, fastClock, type Gateway, type Upstream } from './proxy-fixture.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

let recorded: Recorded
let join: Upstream
let gone: Upstream
let map: ReturnType<typeof createMap>
let gateway: Gateway
beforeEach(async () => {
  recorded = recordTelemetry([undiciCalls()])
  join = await createUpstream('join')
  gone = await createUpstream('gone')
  await gone.close()
  map = createMap()
  map.set('join', join.address)
  gateway = await createGateway(map, fastClock)
})
afterEach(async () => {
  await gateway.close()
  await join.close()
  await recorded.stop()
})

const position = (headers: Record<string, string> = {}) =>
  fetch(`${gateway.origin}/api/waitlist/position/kim?eventId=concert`, { headers })

/** The spans of the server and of the calls it makes; a request ends a little after its answer. */
async function spans(count: number) {
  while (recorded.spans.length < count) await new Promise((resolve) => setImmediate(resolve))
  return recorded.spans.toSorted((a, b) => a.kind - b.kind)
}

test('a request goes on in the trace that it came in, below the span of the gateway', async () => {
  await position({ traceparent })
  const [server, call] = await spans(2)
  expect(server).toMatchObject({ name: 'GET /api/waitlist/position/{customerId}' })
  expect(server && placeOf(server)).toMatchObject({
    trace: '0af7651916cd43dd8448eb211c80319c',
    parent: 'b7ad6b7169203331',
  })
  const to = call && placeOf(call)
  expect(to).toMatchObject({ parent: server && placeOf(server).span })
  expect(join.seen.map(({ headers }) => headers.traceparent)).toEqual([`00-${to?.trace}-${to?.span}-01`])
})

test('neither of the two spans tells who or what was asked for', async () => {
  await position({ 'user-agent': 'kim@example.com', 'x-claim-token': 'k1.secret' })
  const told = JSON.stringify((await spans(2)).map(({ attributes, name }) => ({ attributes, name })))
  expect(told).toContain('server.port')
  for (const word of ['kim', 'concert', 'k1.']) expect(told).not.toContain(word)
})

test('how often another process had to be asked is counted by service and reason', async () => {
  map.set('join', gone.address, join.address)
  for (let partition = 0; partition < 12; partition += 1) map.own('join', partition, gone.address)
  const response = await position()
  expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text: 'join' })
  expect(await recorded.points('waitlist.gateway.retries')).toMatchObject([
    { attributes: { 'waitlist.peer': 'join', 'error.type': 'unsent' }, value: 1 },
  ])
})
