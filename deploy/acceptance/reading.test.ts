import { describe, expect, test } from '@jest/globals'
import { readFeed } from './harness/feed.ts'
import { eventually } from './harness/poll.ts'
import { expectInvalid, expectProblem, withoutInstance } from './harness/problem.ts'
import type { EntryList, Positions } from './harness/shapes.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

describe('a position', () => {
  test('is the same by id, by "me", for the organizer and for a service', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob')
    const path = (who: string) => `/api/waitlist/position/${who}?eventId=${sale.eventId}`
    const answers = [
      await sale.as('bob').get<Positions>(path('me')),
      await sale.as('bob').get<Positions>(path(sale.id('bob'))),
      await sale.organizer.get<Positions>(path(sale.id('bob'))),
      await sale.service.get<Positions>(path(sale.id('bob'))),
    ]
    for (const { status, body } of answers) {
      expect(status).toBe(200)
      expect(body.customerId).toBe(sale.id('bob'))
      expect(body.entries).toEqual([expect.objectContaining({ position: 2, ahead: 1, total: 2, status: 'waiting' })])
    }
  })

  test('of another customer is not found, in the same words as that of nobody', async () => {
    const sale = await stage.open()
    await sale.join('ann')
    const path = (who: string) => `/api/waitlist/position/${who}?eventId=${sale.eventId}`
    const foreign = await sale.as('bob').get(path(sale.id('ann')))
    const unknown = await sale.as('bob').get(path('nobody'))
    const own = await sale.as('bob').get(path('me'))
    for (const answer of [foreign, unknown, own]) expectProblem(answer, 404, 'WL_ERR_NOT_FOUND')
    expect(withoutInstance(foreign)).toEqual(withoutInstance(unknown))
    expect(withoutInstance(own)).toEqual(withoutInstance(unknown))
  })

  test('without an event is that in every list, active ones first', async () => {
    const [one, two] = [await stage.open(), await stage.open()]
    const ann = stage.product().as({ sub: one.id('ann'), role: 'customer' })
    const join = ({ eventId }: { eventId: string }) =>
      ann.post('/api/waitlist/join', {
        ...{ eventId, ticketTypes: ['A'], quantity: 1 },
        contact: { email: one.email('ann'), channels: ['email'] },
      })
    await join(one)
    await join(two)
    await one.leave('ann')
    const { body } = await ann.get<Positions>('/api/waitlist/position/me')
    expect(body.entries.map((entry) => [entry.eventId, entry.status])).toEqual([
      [two.eventId, 'waiting'],
      [one.eventId, 'left'],
    ])
  })

  test('moves up by one for everybody behind each who goes', async () => {
    const sale = await stage.open({ settings: { notificationWindow: '2 seconds' } })
    await sale.join('ann', 'bob', 'cem', 'dee', 'eve', 'fay')
    await sale.leave('bob')
    expect(await sale.places('cem', 'dee', 'eve', 'fay')).toEqual([2, 3, 4, 5])
    await sale.refund()
    await sale.offer('ann')
    await eventually(async () => expect(await sale.places('cem', 'dee', 'eve', 'fay')).toEqual([1, 2, 3, 4]))
    await sale.offer('cem')
    await eventually(async () => expect(await sale.places('dee', 'eve', 'fay')).toEqual([1, 2, 3]))
  })
})

describe('what an organizer sees', () => {
  test('are the entries, by status, page by page', async () => {
    const sale = await stage.open()
    const names = Array.from({ length: 7 }, (_, n) => `c${n}`)
    await sale.join(...names)
    await sale.leave('c3')
    const list = (query: string) => sale.organizer.get<EntryList>(`/api/waitlist/entries/${sale.eventId}?${query}`)
    const pages: string[][] = []
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const query = `status=waiting&limit=4${cursor && `&cursor=${encodeURIComponent(cursor)}`}`
      const { body }: { body: EntryList } = await list(query)
      pages.push(body.entries.map((entry) => entry.customerId))
      cursor = body.nextCursor
    }
    expect(pages[0]).toHaveLength(4)
    const [first] = (await list('')).body.entries
    expect(first?.contact).toEqual(expect.objectContaining({ email: sale.email('c0'), channels: ['email'] }))
    const waiting = names.filter((name) => name !== 'c3').map(sale.id)
    expect(pages.flat().sort()).toEqual(waiting.sort())
    expect((await list('status=left')).body.entries.map((entry) => entry.customerId)).toEqual([sale.id('c3')])
    expectInvalid(await list('limit=0'), '/query/limit')
    expectInvalid(await list('status=asleep'), '/query/status')
    expect((await list('cursor=nonsense')).status).toBe(400)
  })

  test('are the numbers of a day, as the feed tells it', async () => {
    const sale = await stage.open()
    await sale.join('ann', 'bob', 'cem', 'dee')
    await sale.leave('dee')
    await sale.refund(3)
    const [ann, bob] = [await sale.offer('ann'), await sale.offer('bob')]
    await sale.claim('ann', ann)
    await sale.claim('bob', bob)
    await sale.purchase(ann)
    await sale.decline('cem', await sale.offer('cem'))
    await sale.until('ann', 'purchased')
    await eventually(async () => {
      const stats = await sale.stats()
      expect(stats.entries).toEqual({ joined: 4, waiting: 0, offered: 0, claimed: 1, purchased: 1, left: 2, lapsed: 0 })
      expect(stats.tickets.byType.A).toEqual({
        ...{ released: 3, owed: 0, free: 0, scheduled: 0, open: 0, claimed: 1, fulfilled: 1, returned: 1 },
      })
      expect(stats).toEqual(expect.objectContaining({ eventId: sale.eventId, waitlist: 'open' }))
    })
    const { conversion } = await sale.stats()
    expect(conversion.offersResolved).toBe(2)
    expect(conversion.purchaseRate).toBeCloseTo(1 / 2)
  })
})

test('nothing anybody is not concerned by is in a feed', async () => {
  const [mine, other] = [await stage.open(), stage.sale()]
  await other.schedule({ organizerId: 'other' })
  await other.soldOut()
  await mine.join('ann')
  const own = await readFeed(mine.organizer)
  const events = new Set(own.map((event) => ('eventId' in event.data ? event.data.eventId : '')))
  expect(events.has(mine.eventId)).toBe(true)
  expect(events.has(other.eventId)).toBe(false)
  const all = await readFeed(mine.service)
  expect(all.some((event) => 'eventId' in event.data && event.data.eventId === other.eventId)).toBe(true)
})
