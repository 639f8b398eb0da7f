import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { audit } from './harness/audit.ts'
import { type FeedEvent, ofType, readFeed } from './harness/feed.ts'
import { eventually } from './harness/poll.ts'
import { startProduct } from './harness/product.ts'
import { openSale, type Sale } from './harness/sale.ts'

const ROUNDS = 20
const JOINS_A_SECOND = 200
const REFUND_EVERY = 20

/** What was answered before the process died, and who got no answer. */
type Answered = { entries: string[]; refunds: string[]; unanswered: string[]; refused: string[] }

/** Customers join at a steady rate, and now and then a ticket comes back, until somebody pulls the plug. */
async function load(sale: Sale, round: number, answered: Answered, plug: AbortSignal): Promise<void> {
  const flying: Promise<void>[] = []
  const join = async (name: string) => {
    const answer = await sale.tryJoin(name, { channels: ['email'] }).catch(() => undefined)
    if (answer === undefined) answered.unanswered.push(name)
    else if (answer.status === 201) answered.entries.push(answer.body.entryId)
    else answered.refused.push(`${answer.status} ${answer.text}`)
  }
  const refund = async (refundId: string) => {
    const told = await sale.refund(1, { refundId }).catch(() => undefined)
    if (told !== undefined) answered.refunds.push(refundId)
  }
  for (let n = 0; !plug.aborted; n++) {
    flying.push(join(`c${round}-${n}`))
    if (n % REFUND_EVERY === 0) flying.push(refund(`r${round}-${n}`))
    await pause(1000 / JOINS_A_SECOND)
  }
  await Promise.all(flying)
}

/** Runs the load for a while, kills the process in the middle of it, and starts it again. */
async function crash(sale: Sale, round: number): Promise<Answered> {
  const answered: Answered = { entries: [], refunds: [], unanswered: [], refused: [] }
  const plug = new AbortController()
  const loaded = load(sale, round, answered, plug.signal)
  // Another moment each time, up to a second.
  await pause(300 + ((round * 377) % 700))
  // On a busy machine the first answers may take longer; a round without one would show nothing.
  await eventually(async () => expect(answered.entries.length).toBeGreaterThan(0))
  await sale.product.kill()
  plug.abort()
  await loaded
  await sale.product.start()
  return answered
}

test('killed twenty times under 200 joins a second, it keeps every answer it gave', async () => {
  await using product = await startProduct({ LOG_LEVEL: 'warn' })
  const sale = await openSale(product, { settings: { maxSize: 1_000_000 } })
  const feed: FeedEvent[] = []
  const refunds: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const answered = await crash(sale, round)
    const after = feed.at(-1)?.feedcursor
    feed.push(...(await readFeed(sale.service, { eventId: sale.eventId, ...(after === undefined ? {} : { after }) })))
    const kept = new Set(ofType(feed, 'WaitlistJoined').map((event) => event.data.entryId))
    expect(answered.refused).toEqual([])
    expect(answered.entries.length).toBeGreaterThan(0)
    expect(answered.entries.filter((entryId) => !kept.has(entryId))).toEqual([])
    // Who got no answer asks again: in both cases there is one entry.
    const again = await Promise.all(answered.unanswered.map(async (name) => (await sale.tryJoin(name)).status))
    expect(again.filter((status) => status !== 200 && status !== 201)).toEqual([])
    refunds.push(...answered.refunds)
  }
  await sale.handled()
  const whole = await sale.feed()
  expect(whole.slice(0, feed.length)).toEqual(feed)
  const lots = ofType(whole, 'TicketsReleased').map((event) => event.data.sourceId)
  expect(new Set(lots).size).toBe(lots.length)
  expect(refunds.filter((refundId) => !lots.includes(refundId))).toEqual([])
  const customers = ofType(whole, 'WaitlistJoined').map((event) => event.data.customerId)
  expect(new Set(customers).size).toBe(customers.length)
  await audit(sale)
}, 300_000)
