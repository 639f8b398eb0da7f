import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { PARTITIONS, partitionOf, type RouteDefinition, randomId, routes, type ServiceName } from '@waitlist/contracts'
import { Pool } from 'undici'
import { createGateway, createMap, createUpstream, type Gateway, type Upstream } from './proxy-fixture.ts'

const all = Object.values<RouteDefinition>(routes)
const proxied = all.filter(({ service }) => service !== 'gateway')
const services: readonly ServiceName[] = ['join', 'release', 'analytics']
const OWNERS = 2

let upstreams: Map<string, Upstream>
let map: ReturnType<typeof createMap>
let gateway: Gateway
let client: Pool

/** Each service has two processes; one owns the even partitions, the other one the odd ones. */
beforeEach(async () => {
  upstreams = new Map()
  map = createMap()
  for (const service of services) {
    const own = [await createUpstream(`${service}/0`), await createUpstream(`${service}/1`)]
    for (const upstream of own) upstreams.set(upstream.name, upstream)
    map.set(service, ...own.map(({ address }) => address))
    for (let at = 0; at < PARTITIONS; at++) map.own(service, at, own[at % OWNERS]?.address as string)
  }
  gateway = await createGateway(map)
  client = new Pool(gateway.origin)
})
afterEach(async () => {
  await client.close()
  await gateway.close()
  for (const upstream of upstreams.values()) await upstream.close()
})

const owner = (service: string, eventId: string) => `${service}/${partitionOf(eventId) % OWNERS}`

/** A request to a route about an event, and the same without the event where that may be. */
function requestTo(route: RouteDefinition, eventId: string | undefined) {
  const values: Record<string, string> = {
    eventId: eventId ?? 'x',
    customerId: 'kim',
    offerId: randomId('off', eventId ?? 'x'),
    entryId: randomId('ent', eventId ?? 'x'),
  }
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] as string))
  const query = route.query && eventId !== undefined ? `?eventId=${encodeURIComponent(eventId)}` : ''
  const body = route.body && JSON.stringify({ quantity: 1, ...(eventId !== undefined && { eventId }) })
  const headers = { ...(body && { 'content-type': 'application/json' }), 'idempotency-key': 'one' }
  return { path: `${path}${query}`, method: route.method, headers, body: body ?? null }
}

async function send(asked: ReturnType<typeof requestTo>) {
  const { statusCode, body } = await client.request(asked)
  return { status: statusCode, text: await body.text() }
}

const eventIds = ['concert', 'ünïcode-✓', 'a.b:c_d-e', '…', 'event 7', 'x'.repeat(64)]

test('every route of the table is the gateway’s own or passed on', () => {
  expect(new Set(proxied.map(({ service }) => service))).toEqual(new Set(services))
})

describe.each(proxied.map((route) => [route.id, route] as const))('%s', (_, route) => {
  test('comes as it was sent to the one that owns what it is about', async () => {
    for (const eventId of eventIds) {
      const asked = requestTo(route, eventId)
      const { status, text } = await send(asked)
      expect(status).toBe(200)
      if (route.owner.by === 'any') expect(text.startsWith(`${route.service}/`)).toBe(true)
      else expect(text).toBe(owner(route.service, eventId))
      const seen = upstreams.get(text)?.seen.at(-1)
      expect(seen).toMatchObject({ method: route.method, url: asked.path })
      expect(seen?.body.toString()).toBe(asked.body ?? '')
    }
  })
})

describe('what is about nothing in particular', () => {
  const askThrice = async (path: string, service: string) => {
    const texts = []
    for (let times = 0; times < 4; times++) texts.push((await send({ ...requestTo(routes.getForm, 'x'), path })).text)
    expect(new Set(texts)).toEqual(new Set([`${service}/0`, `${service}/1`]))
  }

  test('goes to everybody in turn where no event is named', async () => {
    await askThrice('/api/waitlist/position/kim', 'join')
    await askThrice('/api/events?limit=1', 'analytics')
  })

  test('goes to everybody in turn where an id is none', () => askThrice('/api/waitlist/offer/nonsense', 'release'))

  test('goes to everybody in turn where an event is named twice', () =>
    askThrice('/api/waitlist/position/kim?eventId=a&eventId=b', 'join'))

  test.each(['{"eventId":', '[]', '', 'null', '{"eventId":{"a":1}}'])(
    'goes to somebody with the body %j',
    async (body) => {
      const { text } = await send({ ...requestTo(routes.joinWaitlist, 'x'), body })
      expect(upstreams.get(text)?.seen.at(-1)?.body.toString()).toBe(body)
    },
  )
})

describe('when the owners change', () => {
  test('the next request goes to the new one', async () => {
    const asked = requestTo(routes.getForm, 'concert')
    const [before, after] = [owner('join', 'concert'), `join/${1 - (partitionOf('concert') % OWNERS)}`]
    expect((await send(asked)).text).toBe(before)
    map.own('join', partitionOf('concert'), upstreams.get(after)?.address as string)
    expect((await send(asked)).text).toBe(after)
  })

  test('a request goes to any while nobody owns it', async () => {
    map.disown()
    expect((await send(requestTo(routes.getForm, 'concert'))).text).toMatch(/^join\/[01]$/)
  })
})

test('the gateway answers its own routes itself', async () => {
  for (const path of ['/healthz', '/docs', '/openapi.json', `/claim/${randomId('off', 'x')}`]) {
    expect(await send({ ...requestTo(routes.getForm, 'x'), path })).toMatchObject({ status: 200 })
  }
  expect([...upstreams.values()].flatMap(({ seen }) => seen)).toEqual([])
})
