import { describe, expect, test } from '@jest/globals'
import type { ErasureReceipt } from '@waitlist/contracts'
import { tracesOf } from './harness/kept.ts'
import { eventually } from './harness/poll.ts'
import type { Sale } from './harness/sale.ts'
import type { EntryList } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

const erase = (sale: Sale, name: string, who = sale.as(name)) =>
  who.delete<ErasureReceipt & { code?: string }>(`/api/waitlist/customer/${sale.id(name)}`)

const valuesOf = (sale: Sale, name: string) => [sale.email(name), sale.phone(name)]

async function contacts(sale: Sale): Promise<(string | undefined)[]> {
  const { body } = await sale.organizer.get<EntryList>(`/api/waitlist/entries/${sale.eventId}?limit=1000`)
  return body.entries.map(({ contact }) => contact?.email)
}

describe('a customer who is erased', () => {
  test('is nowhere any more, gets a receipt, and what was offered goes on to the next', async () => {
    const sale = await stage.open()
    const other = await stage.open()
    await sale.joinWith('ann', { channels: ['email', 'sms'] })
    await sale.join('ben')
    const there = { ticketTypes: ['A'], quantity: 1, contact: { email: sale.email('ann') }, eventId: other.eventId }
    expect((await sale.as('ann').post('/api/waitlist/join', there)).status).toBe(201)
    await sale.refund(1)
    await sale.until('ann', 'offered')
    await eventually(async () => expect(await tracesOf(sale.product, valuesOf(sale, 'ann'))).not.toEqual([]))

    const { status, body } = await erase(sale, 'ann')
    expect(status).toBe(200)
    expect(body).toMatchObject({ customerId: sale.id('ann'), erased: { contacts: 1 } })
    expect(body.left.map(({ eventId }) => eventId).sort()).toEqual([sale.eventId, other.eventId].sort())
    expect(Date.parse(body.erasedAt)).toBeGreaterThanOrEqual(Date.parse(body.requestedAt))
    await sale.until('ben', 'offered')
    await sale.handled()
    await eventually(async () => expect(await tracesOf(sale.product, valuesOf(sale, 'ann'))).toEqual([]))
    expect((await sale.entry('ann')).status).toBe('left')
    expect(await contacts(sale)).toEqual([undefined, sale.email('ben')])
  })

  test('has what was answered to the form erased too', async () => {
    const sale = await stage.open()
    await sale.configure({ form: [{ name: 'fullName', label: 'Your name', kind: 'text', required: true }] })
    const fullName = 'Ann-Sophie von Ohlenbeck'
    const contact = { email: sale.email('ann') }
    const joined = { eventId: sale.eventId, ticketTypes: ['A'], quantity: 1, contact, answers: { fullName } }
    expect((await sale.as('ann').post('/api/waitlist/join', joined)).status).toBe(201)
    const shown = async () => (await sale.organizer.get(`/api/waitlist/entries/${sale.eventId}`)).text
    expect(await shown()).toContain(fullName)
    expect((await erase(sale, 'ann')).body.erased).toMatchObject({ contacts: 1, answers: 1 })
    expect(await shown()).not.toContain(fullName)
    await eventually(async () => expect(await tracesOf(sale.product, [fullName, 'Ohlenbeck'])).toEqual([]))
  })

  test('stays erased however often that is asked for, and may come back', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    expect((await erase(sale, 'ann')).body.left).toHaveLength(1)
    expect((await erase(sale, 'ann')).body).toMatchObject({
      left: [],
      erased: { contacts: 0, answers: 0, addresses: 0, messages: 0 },
    })
    await sale.join('ann')
    expect(await contacts(sale)).toEqual([sale.email('ann'), sale.email('ann')])
    expect((await erase(sale, 'ann')).body).toMatchObject({
      left: [{ eventId: sale.eventId }],
      erased: { contacts: 1 },
    })
    await eventually(async () => expect(await tracesOf(sale.product, valuesOf(sale, 'ann'))).toEqual([]))
  })

  test('has asked for it, or an admin has, and nobody else', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'ben')
    const stranger = await erase(sale, 'ann', sale.as('ben'))
    const unknown = await sale.as('ben').delete<{ code: string }>('/api/waitlist/customer/nobody')
    expect([stranger.status, stranger.body.code]).toEqual([404, 'WL_ERR_NOT_FOUND'])
    expect([unknown.status, unknown.body.code]).toEqual([404, 'WL_ERR_NOT_FOUND'])
    for (const who of [sale.organizer, sale.service]) expect((await erase(sale, 'ann', who)).status).toBe(403)
    expect((await erase(sale, 'ann', sale.product.as())).status).toBe(401)
    expect(await contacts(sale)).toEqual([sale.email('ann'), sale.email('ben')])
    const admin = sale.product.as({ sub: 'root', role: 'admin' })
    expect((await erase(sale, 'ann', admin)).body.left).toHaveLength(1)
    expect((await sale.as('ben').delete('/api/waitlist/customer/me')).status).toBe(200)
    expect(await contacts(sale)).toEqual([undefined, undefined])
  })

  test('keeps what was bought, by the name of the ticketing side only', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.refund(1)
    await sale.purchase(await sale.offer('ann'))
    await sale.until('ann', 'purchased')
    expect((await erase(sale, 'ann')).body.left).toEqual([])
    expect((await sale.entry('ann')).status).toBe('purchased')
    await eventually(async () => expect(await tracesOf(sale.product, valuesOf(sale, 'ann'))).toEqual([]))
  })
})
