import { describe, expect, test } from '@jest/globals'
import type { Sale } from './harness/sale.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
let last = 0
/** A local part that nobody else has. */
const local = () => {
  last += 1
  return `p${Date.now().toString(36)}${last}`
}

type Contact = { readonly email?: string; readonly phone?: string }

const joinWith = (sale: Sale, name: string, contact: Contact) =>
  sale.as(name).post<{ code?: string; position?: number }>('/api/waitlist/join', {
    ...{ eventId: sale.eventId, ticketTypes: ['A'], quantity: 1 },
    contact,
  })

describe('one entry per address', () => {
  const open = () => stage.open({ settings: { oneEntryPerAddress: true } })

  test('a well-known alias of an address that waits is the same person, one of an own domain is not', async () => {
    const sale = await open()
    const [a, b] = [local(), local()]
    expect((await joinWith(sale, 'ann', { email: `${a}@gmail.com` })).status).toBe(201)
    const again = await joinWith(sale, 'ben', { email: `${a}+tag@gmail.com` })
    expect([again.status, again.body.code]).toEqual([409, 'WL_ERR_SAME_PERSON'])
    const dotted = await joinWith(sale, 'ben', { email: `${a.split('').join('.')}@GoogleMail.com` })
    expect([dotted.status, dotted.body.code]).toEqual([409, 'WL_ERR_SAME_PERSON'])
    expect((await joinWith(sale, 'cleo', { email: `${b}@own.example` })).status).toBe(201)
    expect((await joinWith(sale, 'dora', { email: `${b}+tag@own.example` })).status).toBe(201)
    expect((await joinWith(sale, 'ann', { email: `${a}+other@gmail.com` })).status).toBe(200)
    expect((await joinWith(sale, 'ben', { email: `${local()}@gmail.com` })).body.position).toBe(4)
  })

  test('a phone number counts as much, however it is written, and so does what somebody adds later', async () => {
    const sale = await open()
    const number = `170${Math.floor(Math.random() * 9_000_000) + 1_000_000}`
    const email = `${local()}@own.example`
    expect((await joinWith(sale, 'ann', { phone: `+49${number}` })).status).toBe(201)
    expect((await joinWith(sale, 'ben', { email, phone: `+490${number}` })).body.code).toBe('WL_ERR_SAME_PERSON')
    expect((await joinWith(sale, 'ann', { email, phone: `+49${number}` })).status).toBe(200)
    expect((await joinWith(sale, 'ben', { email })).body.code).toBe('WL_ERR_SAME_PERSON')
  })

  test('an address is free again when its holder has left, or is erased, or was refused', async () => {
    const sale = await open()
    const email = `${local()}@outlook.com`
    expect((await joinWith(sale, 'ann', { email })).status).toBe(201)
    expect((await joinWith(sale, 'ben', { email })).status).toBe(409)
    expect((await sale.leave('ann')).status).toBe(200)
    expect((await joinWith(sale, 'ben', { email })).status).toBe(201)
    expect((await sale.as('ben').delete('/api/waitlist/customer/me')).status).toBe(200)
    expect((await joinWith(sale, 'cleo', { email })).status).toBe(201)
  })

  test('of many at once with one address one is taken in', async () => {
    const sale = await open()
    const name = local()
    const tags = Array.from({ length: 30 }, (_, n) => n)
    const answers = await Promise.all(tags.map((n) => joinWith(sale, `c${n}`, { email: `${name}+${n}@gmail.com` })))
    const codes = answers.map(({ status, body }) => (status === 201 ? 'in' : body.code))
    expect(codes.filter((code) => code === 'in')).toHaveLength(1)
    expect(codes.filter((code) => code === 'WL_ERR_SAME_PERSON')).toHaveLength(29)
  })

  test('counts within an event', async () => {
    const [here, there] = [await open(), await open()]
    const email = `${local()}@gmail.com`
    expect((await joinWith(here, 'ann', { email })).status).toBe(201)
    expect((await joinWith(there, 'ben', { email })).status).toBe(201)
  })
})

test('nobody is asked to be one person where the event does not ask for it', async () => {
  const sale = await stage.open()
  const name = local()
  expect((await joinWith(sale, 'ann', { email: `${name}@gmail.com` })).status).toBe(201)
  expect((await joinWith(sale, 'ben', { email: `${name}+tag@gmail.com` })).status).toBe(201)
})
