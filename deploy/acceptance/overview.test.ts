import { describe, expect, test } from '@jest/globals'
import type { ReleasesReply } from '@waitlist/contracts'
import { eventually } from './harness/poll.ts'
import { expectInvalid, expectProblem } from './harness/problem.ts'
import type { Sale } from './harness/sale.ts'
import type { Entry, EntryList, Released } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

const releases = async (sale: Sale, query = '') =>
  (await sale.organizer.get<ReleasesReply>(`/api/waitlist/releases/${sale.eventId}${query}`)).body
const dryRun = (sale: Sale, request: object, headers = {}) =>
  sale.organizer.post<Released>(
    `/api/waitlist/release/${sale.eventId}`,
    { ticketType: 'A', ...request, dryRun: true },
    headers,
  )

describe('a dry run', () => {
  test('says who would be offered and who is passed over and why, needs no key, and the feed has nothing new', async () => {
    const policy = { kind: 'priority', tiers: ['vip', 'standard'] }
    const sale = await stage.open({ settings: { policy } })
    await sale.joinWith('ann', { quantity: 4 })
    await sale.join('bob')
    const vip = await sale.joinWith('vic', { tier: 'vip' })
    const feed = (await sale.feed()).filter(({ stream }) => !stream.startsWith('notice:'))
    const answer = await dryRun(sale, { quantity: 2 })
    expect(answer.status).toBe(200)
    expect(answer.body.offers.map(({ entryId }) => entryId)).toEqual([vip.entryId, (await sale.entry('bob')).entryId])
    expect(answer.body).toEqual(expect.objectContaining({ ticketType: 'A', quantity: 2, scheduled: 0, pooled: 0 }))
    expect(answer.body.passedOver).toEqual([{ entryId: (await sale.entry('ann')).entryId, rule: 'skip' }])
    expect((await sale.feed()).filter(({ stream }) => !stream.startsWith('notice:'))).toEqual(feed)
    const { offers, passedOver } = await sale.release({ quantity: 2 })
    expect(offers.map(({ entryId }) => entryId)).toEqual(answer.body.offers.map(({ entryId }) => entryId))
    expect(passedOver).toEqual(answer.body.passedOver)
  })

  test('leaves the key as good as new', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    const key = { 'idempotency-key': `dry-${sale.eventId}` }
    expect((await dryRun(sale, { quantity: 1 }, key)).status).toBe(200)
    expect((await sale.tryRelease({ quantity: 1 }, key)).status).toBe(202)
  })

  test('is refused where the release would be; the release itself needs a key', async () => {
    const sale = await stage.open()
    expectProblem(await dryRun(sale, { quantity: 3, from: 'pool' }), 409, 'WL_ERR_POOL_SHORT')
    expectProblem(await dryRun(sale, { quantity: 1, ticketType: 'Z' }), 400, 'WL_ERR_UNKNOWN_TYPE')
    expectInvalid(await sale.tryRelease({ quantity: 1 }, {}), '/headers/idempotency-key')
  })
})

describe('the releases of an event', () => {
  test('show batches, offers with their outcomes, who was passed over and why, and what was returned', async () => {
    const sale = await stage.open()
    await sale.joinWith('ann', { quantity: 4 })
    await sale.join('bob')
    const { releaseId } = await sale.release({ quantity: 2 })
    await sale.decline('bob', await sale.offer('bob'))
    await eventually(async () => {
      const list = await releases(sale)
      expect(list.releases).toHaveLength(1)
      const [release] = list.releases
      expect(release).toEqual(
        expect.objectContaining({ releaseId, source: 'release', ticketType: 'A', quantity: 2, pooled: 0, returned: 2 }),
      )
      const [batch] = release?.batches ?? []
      expect(batch?.offers.map(({ customerId, status }) => [customerId, status])).toEqual([
        [sale.id('bob'), 'declined'],
      ])
      expect(batch?.passedOver).toEqual([{ entryId: (await sale.entry('ann')).entryId, rule: 'skip' }])
    })
  })

  test('come in pages, a refund too', async () => {
    const sale = await stage.open({ settings: { keepPool: true } })
    const first = await sale.refund()
    await sale.event('TicketsReleased')
    await sale.release({ quantity: 3 })
    const page = await releases(sale, '?limit=1')
    expect(page.releases.map(({ source, sourceId }) => [source, sourceId])).toEqual([['refund', first]])
    const rest = await releases(sale, `?cursor=${page.nextCursor}`)
    expect(rest.releases.map(({ source, pooled }) => [source, pooled])).toEqual([['release', 3]])
    expect(rest.nextCursor).toBeUndefined()
    expectInvalid(await sale.organizer.get(`/api/waitlist/releases/${sale.eventId}?cursor=!`), '/query/cursor')
  })

  test('are none at first, and nothing for others', async () => {
    const sale = await stage.open()
    await eventually(async () => expect(await releases(sale)).toEqual({ releases: [] }))
    const rival = sale.product.as({ sub: 'rita', role: 'organizer', org: 'rival' })
    expectProblem(await rival.get(`/api/waitlist/releases/${sale.eventId}`), 404, 'WL_ERR_NOT_FOUND')
  })
})

describe('the entries of an event', () => {
  test('as a file: a header, a row for each, nothing that a spreadsheet calculates', async () => {
    const form = [{ name: 'note', label: 'A note', kind: 'text' }]
    const sale = await stage.open({ settings: { form } })
    const join = (name: string, note: string) =>
      sale.as(name).post<Entry>('/api/waitlist/join', {
        ...{ eventId: sale.eventId, ticketTypes: ['A', 'B'], quantity: 1, answers: { note } },
        contact: { email: sale.email(name), phone: '+4915550000001' },
      })
    expect((await join('ann', '=1+1, "sum"')).status).toBe(201)
    expect((await join('bob', 'plain')).status).toBe(201)
    await sale.leave('bob')
    const path = `/api/waitlist/entries/${sale.eventId}`
    const file = await sale.organizer.get(path, { accept: 'text/csv' })
    expect([file.status, file.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
    expect(file.headers['content-disposition']).toBe(`attachment; filename="entries-${sale.eventId}.csv"`)
    const [header, ...rows] = file.text.split('\r\n')
    expect(header).toMatch(/^entryId,customerId,status,position,ticketTypes,.*,email,phone,.*,answers\.note$/)
    expect(rows).toHaveLength(3)
    expect(rows[0]).toContain(`,${sale.id('ann')},waiting,1,A B,1,`)
    expect(rows[0]).toContain(`,${sale.email('ann')},'+4915550000001,`)
    expect(rows[0]).toMatch(/,"'=1\+1, ""sum"""$/)
    const waiting = await sale.organizer.get(`${path}?status=waiting`, { accept: 'text/csv' })
    expect(waiting.text.trimEnd().split('\r\n')).toEqual([header, rows[0]])
  })

  test('by status, in pages', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem', 'dee')
    await sale.leave('bob')
    const page = async (query: string) =>
      (await sale.organizer.get<EntryList>(`/api/waitlist/entries/${sale.eventId}?status=waiting&${query}`)).body
    const first = await page('limit=2')
    expect(first.entries.map(({ customerId }) => customerId)).toEqual(['ann', 'cem'].map(sale.id))
    const second = await page(`cursor=${first.nextCursor}`)
    expect(second.entries.map(({ customerId }) => customerId)).toEqual([sale.id('dee')])
  })
})
