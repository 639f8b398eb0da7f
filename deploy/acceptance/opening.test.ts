import { describe, expect, test } from '@jest/globals'
import { moment } from './harness/inbound.ts'
import { eventually } from './harness/poll.ts'
import { expectProblem } from './harness/problem.ts'
import { countOf, ORGANIZATION, type Sale } from './harness/sale.ts'
import type { Form, InForce } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()
const HOUR_MS = 3_600_000

const statusOf = async (sale: Sale) =>
  (await stage.product().as().get<Form>(`/api/waitlist/form/${sale.eventId}`)).body.status

describe('settings decide about opening', () => {
  test('a list that may not open by itself stays closed through a sell-out', async () => {
    const sale = stage.sale()
    await sale.schedule()
    await sale.configure({ autoOpen: false })
    await sale.soldOut()
    expect((await sale.tryJoin('ann')).status).toBe(409)
    expect(countOf(await sale.feed(), 'WaitlistOpened')).toBe(0)
    await sale.configure({ status: 'open' })
    expect((await sale.join('ann'))[0]?.position).toBe(1)
  })

  test('an organizer opens early, for the types of the event', async () => {
    const sale = stage.sale()
    await sale.configure({ ticketTypes: [{ id: 'A', name: 'Stalls' }], status: 'open' })
    await sale.join('ann')
    expectProblem(await sale.tryJoin('bob', { ticketTypes: ['Z'] }), 400, 'WL_ERR_UNKNOWN_TYPE')
    await sale.refund()
    await sale.offer('ann')
  })

  test('a list that its organizer closed is opened by nobody else', async () => {
    const sale = await stage.open()
    const closed = await sale.configure({ status: 'closed' })
    expect(closed.status).toBe('closed')
    expectProblem(await sale.tryJoin('ann'), 409, 'WL_ERR_CLOSED')
    await sale.soldOut()
    await sale.schedule({ startsAt: moment(Date.now() + 48 * HOUR_MS) })
    await sale.event(
      'WaitlistConfigured',
      (data) => (data.schedule?.startsAt ?? '') < moment(Date.now() + 49 * HOUR_MS),
    )
    expectProblem(await sale.tryJoin('ann'), 409, 'WL_ERR_CLOSED')
    expect((await sale.configure({ status: 'open' })).status).toBe('open')
    await sale.join('ann')
  })

  test('changes without a status leave the list as it is', async () => {
    const sale = await stage.open()
    await sale.configure({ pause: { joining: true, offering: true } })
    expect(await statusOf(sale)).toBe('paused')
    await sale.configure({ maxSize: 5 })
    const path = `/api/waitlist/settings/${sale.eventId}`
    expect((await sale.organizer.put<InForce>(path, { maxQuantity: 3 })).body.status).toBe('paused')
    expectProblem(await sale.tryJoin('ann'), 409, 'WL_ERR_PAUSED')
  })
})

describe('the schedule', () => {
  test('with the latest time wins, in whichever order they come', async () => {
    const sale = stage.sale()
    const now = Date.now()
    await sale.schedule({ name: 'The new one' }, { time: now })
    await sale.schedule({ name: 'The old one', organizerId: 'someone-else' }, { time: now - HOUR_MS })
    await sale.soldOut()
    const opened = await sale.event('WaitlistConfigured', (data) => data.schedule !== undefined)
    expect(opened.data.schedule).toEqual(expect.objectContaining({ name: 'The new one', organizerId: ORGANIZATION }))
    const last = (await sale.feed()).findLast((event) => event.type === 'WaitlistConfigured')
    expect(last?.data).toEqual(expect.objectContaining({ schedule: expect.objectContaining({ name: 'The new one' }) }))
    expect((await sale.organizer.get(`/api/waitlist/settings/${sale.eventId}`)).status).toBe(200)
  })

  test('with another organizer takes the event, and the settings go back to the defaults', async () => {
    const sale = stage.sale()
    await sale.configure({ maxQuantity: 2, maxSize: 5 })
    await sale.schedule({ organizerId: 'owner' })
    const owner = stage.product().as({ sub: 'otto', role: 'organizer', org: 'owner' })
    const path = `/api/waitlist/settings/${sale.eventId}`
    const inForce = await eventually(async () => {
      const answer = await owner.get<InForce>(path)
      expect(answer.status).toBe(200)
      return answer.body
    })
    expect(inForce).toEqual(expect.objectContaining({ maxQuantity: 10, maxSize: 10_000 }))
    expectProblem(await sale.organizer.get(path), 404, 'WL_ERR_NOT_FOUND')
  })
})

describe('a cancelled event', () => {
  test('has no list any more, whoever asks', async () => {
    const sale = await stage.open()
    await sale.cancel()
    await sale.event('WaitlistCancelled')
    expectProblem(await sale.tryJoin('ann'), 409, 'WL_ERR_CANCELLED')
    await sale.organizer.patch(`/api/waitlist/settings/${sale.eventId}`, { status: 'open' })
    await sale.soldOut()
    await sale.schedule()
    await sale.handled()
    expectProblem(await sale.tryJoin('ann'), 409, 'WL_ERR_CANCELLED')
    expect(await statusOf(sale)).toBe('cancelled')
  })

  test('is cancelled also when that news comes before the sell-out', async () => {
    const sale = stage.sale()
    await sale.cancel()
    await sale.soldOut()
    await sale.schedule()
    await sale.event('WaitlistCancelled')
    expectProblem(await sale.tryJoin('ann'), 409, 'WL_ERR_CANCELLED')
  })
})
