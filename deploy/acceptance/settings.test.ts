import { describe, expect, test } from '@jest/globals'
import { expectInvalid, expectProblem } from './harness/problem.ts'
import type { Sale } from './harness/sale.ts'
import type { EntryList, Form, InForce } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

const path = ({ eventId }: Sale) => `/api/waitlist/settings/${eventId}`
const read = async (sale: Sale) => (await sale.organizer.get<InForce>(path(sale))).body
const replace = (sale: Sale, settings: object) => sale.organizer.put<InForce>(path(sale), settings)

const DEFAULTS = {
  policy: { kind: 'fcfs' },
  fit: { kind: 'skip' },
  maxSize: 10_000,
  maxQuantity: 10,
  autoOpen: true,
  autoRelease: true,
  keepPool: false,
  onExpiry: 'remove',
  maxOffers: 3,
  oneEntryPerAddress: false,
  retention: null,
  consent: null,
}

describe('settings', () => {
  test('are the defaults until somebody says otherwise', async () => {
    const sale = await stage.open()
    expect(await read(sale)).toEqual(
      expect.objectContaining({ ...DEFAULTS, status: 'open', pause: { joining: false, offering: false } }),
    )
  })

  test('answer a change with what is in force', async () => {
    const sale = await stage.open()
    const policy = { kind: 'priority', tiers: ['vip', 'standard'] }
    const changed = await sale.configure({ policy, maxQuantity: 4, batchSize: 5, batchInterval: '10 minutes' })
    expect(changed).toEqual(expect.objectContaining({ ...DEFAULTS, policy, maxQuantity: 4, batchSize: 5 }))
    expect(await read(sale)).toEqual(changed)
    const [told] = (await sale.feed()).filter((event) => event.type === 'WaitlistConfigured').slice(-1)
    expect(told?.data).toEqual(expect.objectContaining({ ...DEFAULTS, policy, maxQuantity: 4, batchSize: 5 }))
  })

  test('merge with PATCH: what is not named stays, null goes back to the default', async () => {
    const sale = await stage.open()
    await sale.configure({ maxSize: 5, maxQuantity: 4 })
    expect(await sale.configure({ keepPool: true })).toEqual(
      expect.objectContaining({ maxSize: 5, maxQuantity: 4, keepPool: true }),
    )
    expect(await sale.configure({ maxSize: null })).toEqual(
      expect.objectContaining({ maxSize: 10_000, maxQuantity: 4 }),
    )
    expect(await sale.configure({})).toEqual(expect.objectContaining({ maxQuantity: 4, keepPool: true }))
  })

  test('merge inside an object too, and replace a list as a whole', async () => {
    const sale = await stage.open()
    await sale.configure({ policy: { kind: 'priority', tiers: ['vip', 'loyalty', 'standard'] } })
    const merged = await sale.configure({ policy: { tiers: ['gold', 'silver'] } })
    expect(merged.policy).toEqual({ kind: 'priority', tiers: ['gold', 'silver'] })
    const back = await sale.configure({ policy: { kind: 'fcfs', tiers: null } })
    expect(back.policy).toEqual({ kind: 'fcfs' })
  })

  test('take the content type of a merge patch', async () => {
    const sale = await stage.open()
    const headers = { 'content-type': 'application/merge-patch+json' }
    const answer = await sale.organizer.send<InForce>('PATCH', path(sale), { body: { maxQuantity: 3 }, headers })
    expect([answer.status, answer.body.maxQuantity]).toEqual([200, 3])
  })

  test('are replaced by PUT: what is not named goes back to the default', async () => {
    const sale = await stage.open()
    await sale.configure({ maxSize: 5, maxQuantity: 4, pause: { joining: true, offering: false } })
    const { status, body } = await replace(sale, { maxQuantity: 3 })
    expect(status).toBe(200)
    expect(body).toEqual(expect.objectContaining({ ...DEFAULTS, maxQuantity: 3, status: 'paused' }))
    expect(body.pause).toEqual({ joining: true, offering: false })
  })

  test('may be sent again as they were read', async () => {
    const sale = await stage.open()
    await sale.configure({ maxQuantity: 4, policy: { kind: 'priority', tiers: ['vip', 'standard'] } })
    const { maxQuantity, policy, fit, maxSize, notificationWindow, ...others } = await read(sale)
    expect(others).toEqual(expect.objectContaining({ autoRelease: true }))
    const again = await replace(sale, { maxQuantity, policy, fit, maxSize, notificationWindow })
    expect(again.body).toEqual(await read(sale))
    expect(again.body.policy).toEqual(policy)
  })

  test('may be set before the event is known, and hold when it sells out', async () => {
    const sale = stage.sale()
    await sale.configure({ maxQuantity: 2 })
    await sale.schedule()
    await sale.soldOut()
    await sale.event('WaitlistOpened')
    expectInvalid(await sale.tryJoin('ann', { quantity: 3 }), '/quantity')
    await sale.joinWith('ann', { quantity: 2 })
  })

  test('may be changed by a service', async () => {
    const sale = await stage.open()
    const answer = await sale.service.patch<InForce>(path(sale), { maxQuantity: 6 })
    expect([answer.status, answer.body.maxQuantity]).toEqual([200, 6])
    expect((await read(sale)).maxQuantity).toBe(6)
  })

  test('take durations in words and in ISO 8601, for offers made from then on', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    const windowOf = async (name: string) => {
      await sale.refund()
      const offer = await sale.offer(name)
      return Math.round((Date.parse(offer.expiresAt) - Date.parse(offer.offeredAt)) / 1000)
    }
    await sale.configure({ notificationWindow: '90 minutes' })
    expect(await windowOf('ann')).toBe(5400)
    await sale.configure({ notificationWindow: 'PT2H30M' })
    expect(await windowOf('bob')).toBe(9000)
  })
})

test('a consent text is shown in the form, and whoever joins has agreed to its version', async () => {
  const consent = { version: '2027-01', text: 'You may write to me about this event.' }
  const sale = await stage.open()
  await sale.join('ann')
  expect((await sale.configure({ consent })).consent).toEqual(consent)
  const form = await stage.product().as().get<Form>(`/api/waitlist/form/${sale.eventId}`)
  expect(form.body.consent).toEqual(consent)
  await sale.join('bob')
  await sale.configure({ consent: { version: '2027-02' } })
  await sale.join('cem')
  const list = await sale.organizer.get<EntryList>(`/api/waitlist/entries/${sale.eventId}`)
  expect(list.body.entries.map((entry) => entry.consentVersion)).toEqual([undefined, '2027-01', '2027-02'])
  await sale.configure({ consent: null })
  expect((await stage.product().as().get<Form>(`/api/waitlist/form/${sale.eventId}`)).body).not.toHaveProperty(
    'consent',
  )
})

test('say where each value comes from', async () => {
  const sale = await stage.open()
  expect(new Set(Object.values((await read(sale)).sources))).toEqual(new Set(['default']))
  const { sources } = await sale.configure({ maxSize: 5, fit: { kind: 'strict' } })
  expect(sources).toEqual(expect.objectContaining({ maxSize: 'event', fit: 'event', policy: 'default' }))
  expect((await sale.configure({ maxSize: null })).sources).toEqual(
    expect.objectContaining({ maxSize: 'default', fit: 'event' }),
  )
})

describe('settings that cannot be', () => {
  test('go together or not at all: batches have a size and an interval', async () => {
    const sale = await stage.open()
    expectInvalid(await sale.organizer.patch(path(sale), { batchSize: 5 }), '/batchInterval')
    expectInvalid(await replace(sale, { batchInterval: '5 minutes' }), '/batchSize')
    await sale.configure({ batchSize: 5, batchInterval: '5 minutes' })
    expectInvalid(await sale.organizer.patch(path(sale), { batchInterval: null }), '/batchInterval')
    expect((await sale.configure({ batchSize: null, batchInterval: null })).batchSize).toBeNull()
  })

  test('are all told at once', async () => {
    const sale = await stage.open()
    const wrong = { maxSize: -1, notificationWindow: 'soon', colour: 'red', policy: { kind: 'by-height' } }
    expectInvalid(await sale.organizer.patch(path(sale), wrong), '/maxSize', '/notificationWindow', '/colour')
    const ticketTypes = [
      { id: 'A', name: 'A' },
      { id: 'A', name: 'B' },
    ]
    const crossed = { batchSize: 5, ticketTypes, retention: '9000 days' }
    expectInvalid(await replace(sale, crossed), '/batchInterval', '/ticketTypes/1/id', '/retention')
  })

  test.each([
    [{ notificationWindow: 'soon' }, '/notificationWindow'],
    [{ notificationWindow: 5 }, '/notificationWindow'],
    [{ purchaseWindow: '-1 hours' }, '/purchaseWindow'],
    [{ maxSize: -1 }, '/maxSize'],
    [{ maxSize: '5' }, '/maxSize'],
    [{ maxQuantity: 0 }, '/maxQuantity'],
    [{ autoRelease: 'yes' }, '/autoRelease'],
    [{ onExpiry: 'explode' }, '/onExpiry'],
    [{ batchSize: 0 }, '/batchSize'],
    [{ status: 'paused' }, '/status'],
    [{ oneEntryPerAddress: 1 }, '/oneEntryPerAddress'],
    [{ retention: 'for ever' }, '/retention'],
    [{ pause: true }, '/pause'],
    [{ pause: { joining: true, breathing: true } }, '/pause/breathing'],
    [{ ticketTypes: [{ id: 'a b', name: 'x' }] }, '/ticketTypes/0/id'],
    [{ checkoutUrl: 'javascript:alert(1)' }, '/checkoutUrl'],
    [{ colour: 'red' }, '/colour'],
  ])('refuse %j', async (settings, pointer) => {
    const sale = await stage.open()
    const before = await read(sale)
    expectInvalid(await sale.organizer.patch(path(sale), settings), pointer)
    expectInvalid(await replace(sale, settings), pointer)
    expect(await read(sale)).toEqual(before)
  })

  test.each([
    { policy: { kind: 'by-height' } },
    { policy: { kind: 'priority' } },
    { policy: { kind: 'priority', tiers: [] } },
    { fit: { kind: 'tight' } },
    { fit: 'skip' },
  ])('refuse %j', async (settings) => {
    const sale = await stage.open()
    const problem = expectProblem(await replace(sale, settings), 400, 'WL_ERR_VALIDATION')
    expect(problem.errors?.length).toBeGreaterThan(0)
    expect((await read(sale)).policy).toEqual({ kind: 'fcfs' })
  })

  test('refuse a body that is no object', async () => {
    const sale = await stage.open()
    for (const raw of ['[]', '"x"', 'null', '7', '{', '']) {
      expectProblem(await sale.organizer.send('PATCH', path(sale), { raw }), 400, 'WL_ERR_VALIDATION')
    }
    expect(await read(sale)).toEqual(expect.objectContaining(DEFAULTS))
  })
})
