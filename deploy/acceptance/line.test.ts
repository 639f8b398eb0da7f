import { describe, expect, test } from '@jest/globals'
import { Pool } from 'undici'
import { createCaller } from './harness/http.ts'
import { readOutbox } from './harness/outbox.ts'
import { eventually } from './harness/poll.ts'
import { expectProblem } from './harness/problem.ts'
import type { Entry, Left } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'
import { signedToken } from './harness/tokens.ts'

const stage = createStage()

describe('joining twice', () => {
  test('with the same wishes gives the same entry, and nobody moves', async () => {
    const sale = await stage.open()
    const [ann] = await sale.join('ann', 'bob')
    const again = await sale.tryJoin('ann')
    expect(again.status).toBe(200)
    expect(again.body).toEqual(expect.objectContaining({ entryId: ann?.entryId, position: 1, joinedAt: ann?.joinedAt }))
    expect(await sale.places('ann', 'bob')).toEqual([1, 2])
  })

  test('with other wishes is refused, naming the entry that is there', async () => {
    const sale = await stage.open()
    await sale.joinWith('ann', { ticketTypes: ['A', 'B'], quantity: 3, minQuantity: 2 })
    const same = { ticketTypes: ['A', 'B'], quantity: 3, minQuantity: 2 }
    const others = [{ ticketTypes: ['B', 'A'] }, { ticketTypes: ['A'] }, { quantity: 2 }, { minQuantity: 1 }]
    for (const other of others) {
      expectProblem(await sale.tryJoin('ann', { ...same, ...other }), 409, 'WL_ERR_ALREADY_JOINED')
    }
    expect(await sale.entry('ann')).toEqual(expect.objectContaining({ ...same, position: 1 }))
  })

  test('with another address is the same wish, and messages go to the new one', async () => {
    const sale = await stage.open()
    const [ann] = await sale.join('ann')
    const email = `new.${sale.email('ann')}`
    const again = await sale.tryJoin('ann', { email })
    expect([again.status, again.body.entryId]).toEqual([200, ann?.entryId])
    await sale.refund()
    const { offerId } = await sale.offer('ann')
    await eventually(async () => {
      const sent = (await readOutbox(stage.product().dataDir)).filter((message) => message.offerId === offerId)
      expect(sent.map((message) => message.to)).toEqual([email])
    })
  })

  test('at the same moment makes one entry', async () => {
    const sale = await stage.open()
    const answers = await Promise.all(Array.from({ length: 20 }, () => sale.tryJoin('ann')))
    expect(answers.map((answer) => answer.status).sort()).toEqual([...Array<number>(19).fill(200), 201])
    expect(new Set(answers.map((answer) => answer.body.entryId)).size).toBe(1)
  })
})

describe('leaving', () => {
  test('moves those behind up by one each', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem', 'dee')
    const left = await sale.leave('bob')
    expect(left.status).toBe(200)
    expect(left.body.left).toEqual([expect.objectContaining({ customerId: sale.id('bob'), status: 'left' })])
    expect(await sale.places('ann', 'bob', 'cem', 'dee')).toEqual([1, undefined, 2, 3])
    expect((await sale.join('eve'))[0]).toEqual(expect.objectContaining({ position: 4, total: 4 }))
  })

  test('twice, or without ever joining, finds nothing', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.leave('ann')
    expectProblem(await sale.leave('ann'), 404, 'WL_ERR_NOT_FOUND')
    expectProblem(await sale.leave('bob'), 404, 'WL_ERR_NOT_FOUND')
  })

  test('and joining again starts at the end with a new entry', async () => {
    const sale = await stage.open()
    const [ann] = await sale.join('ann', 'bob')
    await sale.leave('ann')
    const again = await sale.joinWith('ann', {})
    expect(again.position).toBe(2)
    expect(again.entryId).not.toBe(ann?.entryId)
    const entries = await sale.entries('ann')
    expect(entries.map((entry) => entry.status)).toEqual(['waiting', 'left'])
  })

  test('without naming an event leaves all of them', async () => {
    const [one, two] = [await stage.open(), await stage.open()]
    const sub = one.id('ann')
    const ann = stage.product().as({ sub, role: 'customer' })
    for (const { eventId } of [one, two]) {
      const contact = { email: one.email('ann'), channels: ['email'] }
      const joined = await ann.post<Entry>('/api/waitlist/join', { eventId, ticketTypes: ['A'], quantity: 1, contact })
      expect(joined.status).toBe(201)
    }
    const { status, body } = await ann.delete<Left>('/api/waitlist/leave/me')
    expect(status).toBe(200)
    expect(body.left.map((entry) => entry.eventId).sort()).toEqual([one.eventId, two.eventId].sort())
  })

  test('is something an organizer or a service can do for a customer', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    const path = (name: string) => `/api/waitlist/leave/${sale.id(name)}?eventId=${sale.eventId}`
    expect((await sale.organizer.delete(path('ann'))).status).toBe(200)
    expect((await sale.service.delete(path('bob'))).status).toBe(200)
    expect((await sale.entry('ann')).status).toBe('left')
  })
})

describe('a paused list', () => {
  test('takes nobody in, keeps its offers claimable, and goes on when resumed', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    await sale.refund()
    const offer = await sale.offer('ann')
    await sale.configure({ pause: { joining: true, offering: false } })
    expectProblem(await sale.tryJoin('cem'), 409, 'WL_ERR_PAUSED')
    expect((await sale.claim('ann', offer)).status).toBe(200)
    await sale.refund()
    await sale.offer('bob')
    await sale.configure({ pause: { joining: false, offering: false } })
    expect((await sale.join('cem'))[0]?.position).toBe(1)
  })

  test('for offering keeps what comes free until it is resumed', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    await sale.configure({ pause: { joining: false, offering: true } })
    await sale.refund()
    await sale.event('TicketsReleased')
    await sale.join('bob')
    expect(await sale.balance()).toEqual(expect.objectContaining({ free: 1, open: 0, returned: 0 }))
    await sale.configure({ pause: { joining: false, offering: false } })
    await sale.offer('ann')
    expect(await sale.offered()).toEqual(['ann'])
  })
})

describe('many at once', () => {
  test('a list of three takes three of fifty', async () => {
    const sale = await stage.open({ settings: { maxSize: 3 } })
    const names = Array.from({ length: 50 }, (_, n) => `c${n}`)
    const answers = await Promise.all(names.map((name) => sale.tryJoin(name)))
    const refused = answers.filter((answer) => answer.status !== 201)
    expect(refused).toHaveLength(47)
    for (const answer of refused) expectProblem(answer, 409, 'WL_ERR_FULL')
    const joined = answers.filter((answer) => answer.status === 201).map((answer) => answer.body)
    expect(joined.map((entry) => entry.position).sort()).toEqual([1, 2, 3])
    await sale.leave(names.find((name) => sale.id(name) === joined[0]?.customerId) as string)
    await sale.join('late')
    expectProblem(await sale.tryJoin('later'), 409, 'WL_ERR_FULL')
  })

  test('a list made smaller than it is keeps everybody and takes nobody', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem')
    await sale.configure({ maxSize: 2 })
    expectProblem(await sale.tryJoin('dee'), 409, 'WL_ERR_FULL')
    expect((await sale.tryJoin('ann')).status).toBe(200)
    expect(await sale.places('ann', 'bob', 'cem')).toEqual([1, 2, 3])
  })

  test('500 joins on 20 connections stand in the order in which they were answered', async () => {
    const sale = await stage.open()
    const answered: { sent: number; received: number; position: number }[] = []
    let clock = 0
    const connect = async (connection: number) => {
      const pool = new Pool(stage.product().origin, { connections: 1 })
      for (let n = 0; n < 25; n++) {
        const name = `c${connection}-${n}`
        const token = signedToken({ sub: sale.id(name), role: 'customer' })
        const contact = { email: sale.email(name), channels: ['email'] }
        const body = { eventId: sale.eventId, ticketTypes: ['A'], quantity: 1, contact }
        await token
        const sent = clock++
        const answer = await createCaller(pool, token).post<Entry>('/api/waitlist/join', body)
        expect(answer.status).toBe(201)
        answered.push({ sent, received: clock++, position: answer.body.position ?? 0 })
      }
      await pool.close()
    }
    await Promise.all(Array.from({ length: 20 }, (_, connection) => connect(connection)))
    const positions = answered.map((answer) => answer.position).sort((a, b) => a - b)
    expect(positions).toEqual(Array.from({ length: 500 }, (_, ahead) => ahead + 1))
    for (const a of answered) {
      const overtaken = answered.filter((b) => a.received < b.sent && a.position > b.position)
      expect(overtaken).toEqual([])
    }
  })
})
