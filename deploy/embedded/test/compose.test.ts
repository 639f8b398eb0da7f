import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { routes } from '@waitlist/contracts'
import { silentLogger } from '@waitlist/event-log'
import { type Caller, type CompleteConfig, completeConfig, configFrom, signToken } from '@waitlist/service-kit'
import { compose, type Embedded } from '../src/compose.ts'

const secret = 'a secret of at least thirty-two bytes'

let folder: string
let open: Embedded[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitlist-compose-'))
  open = []
})
afterEach(async () => {
  for (const embedded of open) await embedded.close()
  rmSync(folder, { recursive: true })
})

const configOf = (env: Record<string, string> = {}): CompleteConfig =>
  completeConfig(configFrom({ env: { DATA_DIR: folder, PORT: '0', AUTH_SECRET: secret, ...env } }, folder), {})

function composed(env?: Record<string, string>): Embedded {
  const embedded = compose(configOf(env), { logger: silentLogger })
  open.push(embedded)
  return embedded
}

/** Asks as a caller; the answer's status and body. */
async function ask(
  { app }: Embedded,
  method: 'GET' | 'POST',
  url: string,
  caller: Caller | undefined,
  payload?: object,
) {
  const authorization = caller && `Bearer ${await signToken(secret, caller)}`
  const response = await app.inject({
    method,
    url,
    headers: { ...(authorization && { authorization }) },
    ...(payload && { payload }),
  })
  return { status: response.statusCode, body: response.json() }
}

const kim: Caller = { sub: 'kim', role: 'customer' }
const till: Caller = { sub: 'till', role: 'service' }
const happened = (id: string, type: string, data: object) => ({
  specversion: '1.0',
  id,
  source: '/ticketing',
  type,
  time: '2027-05-02T09:00:00.000Z',
  data: { eventId: 'concert', ...data },
})
const wish = { eventId: 'concert', ticketTypes: ['standing'], quantity: 1, contact: { email: 'kim@example.com' } }

describe('the whole product', () => {
  test('serves every route of the contracts, each by the one service that the contracts name', () => {
    const served = composed().services.flatMap(({ name, routes: own }) => own.map(({ route }) => [route.id, name]))
    const declared = Object.values(routes).map(({ id, service }) => [id, service])
    expect(served.sort()).toEqual(declared.sort())
  })

  test('asks for a token wherever the contracts do', async () => {
    const embedded = composed()
    for (const { id, method, path, policy } of Object.values(routes)) {
      const url = path.replaceAll(/\{\w+\}/g, 'x')
      const { statusCode } = await embedded.app.inject({ method, url })
      expect({ id, asks: statusCode === 401 }).toEqual({ id, asks: policy.access === 'bearer' })
    }
  })

  test('takes a sell-out, a join and a refund, and the offer is there when the refund is answered', async () => {
    const embedded = composed()
    await embedded.start()
    await ask(embedded, 'POST', '/api/events', till, happened('1', 'TicketsSoldOut', {}))
    const joined = await ask(embedded, 'POST', '/api/waitlist/join', kim, wish)
    expect(joined).toMatchObject({ status: 201, body: { customerId: 'kim', position: 1, status: 'waiting' } })
    const refund = { refundId: 'r1', ticketType: 'standing', quantity: 1 }
    await ask(embedded, 'POST', '/api/events', till, happened('2', 'RefundIssued', refund))
    const { body } = await ask(embedded, 'GET', '/api/waitlist/position/me', kim)
    expect(body.entries).toMatchObject([{ status: 'offered', offer: { ticketType: 'standing', quantity: 1 } }])
  })

  test('has everything again after it was closed and opened', async () => {
    const first = composed()
    await first.start()
    await ask(first, 'POST', '/api/events', till, happened('1', 'TicketsSoldOut', {}))
    const joined = await ask(first, 'POST', '/api/waitlist/join', kim, wish)
    await first.close()
    const second = composed()
    await second.start()
    const again = await ask(second, 'POST', '/api/waitlist/join', kim, wish)
    expect({ status: again.status, entry: again.body.entryId }).toEqual({ status: 200, entry: joined.body.entryId })
  })

  test('keeps addresses out of the log of a process, and out of other folders', async () => {
    const said: unknown[] = []
    const say = (...words: unknown[]) => void said.push(words)
    const embedded = compose(configOf(), { logger: { debug: say, info: say, warn: say, error: say } })
    open.push(embedded)
    await embedded.start()
    await ask(embedded, 'POST', '/api/events', till, happened('1', 'TicketsSoldOut', {}))
    await ask(embedded, 'POST', '/api/waitlist/join', kim, wish)
    await embedded.close()
    expect(JSON.stringify(said)).not.toContain('kim@example.com')
    const messages = readdirSync(join(folder, 'outbox')).map((name) =>
      readFileSync(join(folder, 'outbox', name), 'utf8'),
    )
    expect(messages.join()).toContain('kim@example.com')
  })

  test('says that it is stopping as soon as it is told to', async () => {
    const embedded = composed()
    await embedded.start()
    expect((await ask(embedded, 'GET', '/readyz', undefined)).body).toEqual({ status: 'ready' })
    const gateway = embedded.services.find(({ name }) => name === 'gateway')
    const readyz = gateway?.routes.find(({ route }) => route.id === 'readyz')
    const closing = embedded.close()
    expect(await readyz?.handle({} as never)).toEqual({ status: 503, body: { status: 'embedded: stopping' } })
    await closing
  })
})

test('closing ends the feeds that clients follow', async () => {
  const embedded = composed()
  await embedded.start()
  const { port } = embedded.app.server.address() as AddressInfo
  const headers = { authorization: `Bearer ${await signToken(secret, till)}`, accept: 'text/event-stream' }
  const feed = await fetch(`http://127.0.0.1:${port}/api/events`, { headers })
  await ask(embedded, 'POST', '/api/events', till, happened('1', 'TicketsSoldOut', {}))
  await embedded.close()
  expect(await feed.text()).toContain('TicketsSoldOut')
})

describe('the data folder', () => {
  test('belongs to one product at a time, and is free again when that one is closed', async () => {
    const first = composed()
    expect(() => composed()).toThrow(expect.objectContaining({ name: 'DataFolderBusyError' }))
    await first.close()
    await composed().start()
  })

  test('is free again when the product could not start', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const PORT = String((other.address() as AddressInfo).port)
    await expect(composed({ PORT }).start()).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await composed().start()
    other.close()
  })
})
