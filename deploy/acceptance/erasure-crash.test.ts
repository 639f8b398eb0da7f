import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { freePort } from '@waitlist/service-kit/free-port'
import { audit } from './harness/audit.ts'
import { ofType } from './harness/feed.ts'
import { tracesOf } from './harness/kept.ts'
import { eventually } from './harness/poll.ts'
import { startProduct } from './harness/product.ts'
import { openSale } from './harness/sale.ts'
import type { EntryList } from './harness/shapes.ts'

const ROUNDS = 5
const A_ROUND = 30

test('killed in the middle of erasures, it ends those it has begun, and leaves the others whole', async () => {
  await using product = await startProduct({ LOG_LEVEL: 'warn' })
  const sale = await openSale(product)
  const values = (name: string) => [sale.email(name), sale.phone(name)]
  const erase = (name: string) => sale.as(name).delete(`/api/waitlist/customer/me`)
  const answered: string[] = []
  const unanswered: string[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const names = Array.from({ length: A_ROUND }, (_, n) => `c${round}-${n}`)
    await Promise.all(names.map((name) => sale.joinWith(name, { channels: ['email', 'sms'] })))
    const asked = names.map(async (name) => {
      const answer = await erase(name).catch(() => undefined)
      if (answer?.status === 200) answered.push(name)
      else unanswered.push(name)
    })
    // Another moment each time, from the first request on.
    await pause(round * 15)
    await product.kill()
    await Promise.all(asked)
    await product.start()
  }
  for (const name of answered) expect(await tracesOf(product, values(name))).toEqual([])
  // Nobody is half erased: who has left has no address, and who has one is still there.
  await eventually(async () => {
    const { body } = await sale.organizer.get<EntryList>(`/api/waitlist/entries/${sale.eventId}?limit=1000`)
    const states = body.entries.map(
      ({ status, contact }) => `${status}${contact?.email === undefined ? '' : ' with an address'}`,
    )
    expect(new Set(states).difference(new Set(['left', 'waiting with an address']))).toEqual(new Set())
    expect(states.filter((state) => state === 'left').length).toBeGreaterThanOrEqual(answered.length)
  })
  expect(answered.length + unanswered.length).toBe(ROUNDS * A_ROUND)
  for (const name of unanswered) expect((await erase(name)).status).toBe(200)
  const everybody = [...answered, ...unanswered].flatMap(values)
  await eventually(async () => expect(await tracesOf(product, everybody)).toEqual([]))
  await audit(sale)
}, 180_000)

/** A mail server that takes everything; gives what it was told. */
function mailServer(): Server & { readonly told: () => string } {
  let told = ''
  const server = createServer((socket: Socket) => {
    let inData = false
    socket.write('220 mail\r\n')
    socket.on('data', (chunk) => {
      const text = chunk.toString()
      told += text
      if (inData) {
        if (!text.endsWith('\r\n.\r\n')) return
        inData = false
        socket.write('250 taken\r\n')
      } else if (/^DATA/im.test(text)) {
        inData = true
        socket.write('354 go on\r\n')
      } else {
        socket.write('250 yes\r\n')
      }
    })
    socket.on('error', () => {})
  })
  return Object.assign(server, { told: () => told })
}

test('what waits for its provider when its customer is erased is never sent, what others wait for is', async () => {
  const port = await freePort('127.0.0.1')
  await using product = await startProduct({ SMTP_URL: `smtp://127.0.0.1:${port}` })
  const sale = await openSale(product)
  await sale.join('ann', 'ben')
  await eventually(() => expect(product.said()).toContain('notice waits'))
  expect((await sale.as('ann').delete('/api/waitlist/customer/me')).status).toBe(200)
  const mail = mailServer().listen(port, '127.0.0.1')
  try {
    await eventually(() => expect(mail.told()).toContain(sale.email('ben')), 90_000)
    await eventually(async () => {
      const failed = ofType(await sale.feed(), 'NotificationFailed').map(({ data }) => [data.customerId, data.reason])
      expect(failed).toEqual([[sale.id('ann'), 'customer erased']])
    }, 90_000)
    expect(mail.told()).not.toContain(sale.email('ann'))
    expect(await tracesOf(product, [sale.email('ann'), sale.phone('ann')])).toEqual([])
  } finally {
    mail.close()
  }
  await audit(sale)
}, 240_000)
