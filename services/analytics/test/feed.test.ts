import { afterEach, describe, expect, test } from '@jest/globals'
import { CloudEvent, type RecordedEvent } from '@waitlist/contracts'
import { Check } from 'typebox/value'
import { createDay, type Day } from './day.ts'
import { type Analytics, inbound, type Line, startAnalytics, until } from './rig.ts'

const running: Analytics[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.close()
})

async function start(...given: Parameters<typeof startAnalytics>): Promise<Analytics> {
  const analytics = await startAnalytics(...given)
  running.push(analytics)
  return analytics
}

function dayOf(eventId: string, organizerId: string, customers = 3): Day {
  const day = createDay(eventId)
  day.opened()
  day.configured(organizerId)
  for (let n = 0; n < customers; n += 1) day.joined(`customer-${n}`)
  day.offered('customer-0', 'standing', day.released('standing', 1))
  return day
}

const soldOut = (eventId: string) => inbound('TicketsSoldOut', 1, { eventId })

/** Two events of two organizers, told in turns. */
async function twoEvents(customers?: number): Promise<Analytics & { readonly told: RecordedEvent[] }> {
  const analytics = await start()
  const [one, two] = [dayOf('show-1', 'org-1', customers), dayOf('show-2', 'org-2', customers)]
  const told = [soldOut('show-1'), soldOut('show-2')]
  for (const [at, event] of one.told.entries()) told.push(event, two.told[at] as RecordedEvent)
  await analytics.tell(told)
  return { ...analytics, told }
}

const idsOf = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id)

describe('the feed', () => {
  test('is everything, inbound events too, as CloudEvents in the order of the log', async () => {
    const { feed, get, told } = await twoEvents()
    const lines = await feed()
    expect(idsOf(lines)).toEqual(idsOf(told))
    for (const line of lines) expect(Check(CloudEvent, line)).toBe(true)
    expect(lines[0]).toMatchObject({
      specversion: '1.0',
      type: 'TicketsSoldOut',
      source: '/ticketing',
      stream: 'inbound:show-1',
    })
    const { headers, text } = await get('/api/events')
    expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
    expect(text.endsWith('}\n')).toBe(true)
  })

  test('of an empty log is empty', async () => {
    expect(await (await start()).feed()).toEqual([])
  })

  test('read in parts of any size equals the feed read at once', async () => {
    const { feed } = await twoEvents()
    const whole = await feed()
    for (const limit of [1, 2, 5, whole.length - 1, whole.length]) {
      const parts: Line[] = []
      for (let page = await feed({ limit }); page.length > 0; ) {
        expect(page.length).toBeLessThanOrEqual(limit)
        parts.push(...page)
        page = await feed({ limit, after: page.at(-1)?.feedcursor as string })
      }
      expect(parts).toEqual(whole)
    }
  })

  test('holds each stream in version order', async () => {
    const { feed } = await twoEvents()
    const versions = new Map<string, number>()
    for (const { stream, streamversion } of await feed()) {
      expect(streamversion).toBe((versions.get(stream) ?? 0) + 1)
      versions.set(stream, streamversion)
    }
    expect([...versions.keys()].sort()).toEqual(
      [
        'inbound:show-1',
        'inbound:show-2',
        'release:show-1',
        'release:show-2',
        'waitlist:show-1',
        'waitlist:show-2',
      ].sort(),
    )
  })

  test('goes on where it ended when more is there', async () => {
    const analytics = await start()
    const day = dayOf('show-1', 'org-1')
    await analytics.tell(day.told)
    const after = (await analytics.feed()).at(-1)?.feedcursor as string
    expect(await analytics.feed({ after })).toEqual([])
    const left = day.left('customer-1')
    await analytics.tell([left])
    expect(idsOf(await analytics.feed({ after }))).toEqual([left.id])
  })

  test('filters by event and by types, and the cursors of one filter serve another', async () => {
    const { feed, told } = await twoEvents()
    const ofShow1 = told.filter(({ data }) => data.eventId === 'show-1')
    expect(idsOf(await feed({ eventId: 'show-1' }))).toEqual(idsOf(ofShow1))
    const types = 'WaitlistJoined,OfferMade'
    const joinsAndOffers = told.filter(({ type }) => types.split(',').includes(type))
    expect(idsOf(await feed({ types }))).toEqual(idsOf(joinsAndOffers))
    const both = await feed({ types, eventId: 'show-1' })
    expect(idsOf(both)).toEqual(idsOf(joinsAndOffers.filter(({ data }) => data.eventId === 'show-1')))
    const rest = await feed({ after: both[0]?.feedcursor as string })
    expect(idsOf(rest)).toEqual(idsOf(told).slice(idsOf(told).indexOf(both[0]?.id as string) + 1))
    expect(await feed({ eventId: 'show-9' })).toEqual([])
  })

  test('gives a thousand lines unless told otherwise, however many pages that takes', async () => {
    const { feed } = await twoEvents(1500)
    expect(await feed()).toHaveLength(1000)
    expect(await feed({ limit: 10_000 })).toHaveLength(3010)
    expect(await feed({ limit: 1001 })).toHaveLength(1001)
  })
})

describe('an organizer', () => {
  test('sees the own events only, inbound ones included', async () => {
    const { feed, told } = await twoEvents()
    const own = idsOf(told.filter(({ data }) => data.eventId === 'show-1'))
    expect(idsOf(await feed({}, 'org-1'))).toEqual(own)
    expect(idsOf(await feed({ eventId: 'show-1' }, 'org-1'))).toEqual(own)
    expect(idsOf(await feed({}, 'org-2'))).toEqual(idsOf(told).filter((id) => !own.includes(id)))
  })

  test('reads in parts what reads as one, past any number of foreign events', async () => {
    const { feed, log, told } = await twoEvents()
    const crowd = dayOf('show-3', 'org-2', 1300).told
    await log.replicate(crowd)
    const late = createDay('show-1')
    for (const event of told) if (event.stream === 'waitlist:show-1') late.joined('somebody')
    await log.replicate([late.joined('the last one')])
    const whole = await feed({}, 'org-1')
    expect(whole.at(-1)?.data).toMatchObject({ customerId: 'the last one' })
    const parts: Line[] = []
    for (let page = await feed({ limit: 3 }, 'org-1'); page.length > 0; ) {
      parts.push(...page)
      page = await feed({ limit: 3, after: page.at(-1)?.feedcursor as string }, 'org-1')
    }
    expect(parts).toEqual(whole)
  })

  test('is told that a foreign event is not there', async () => {
    const { get } = await twoEvents()
    for (const eventId of ['show-2', 'show-9']) {
      const { status, text } = await get(`/api/events?eventId=${eventId}`, 'org-1')
      expect([status, JSON.parse(text).code]).toEqual([404, 'WL_ERR_NOT_FOUND'])
    }
  })

  test('of no events reads an empty feed, and a customer none', async () => {
    const analytics = await start()
    await analytics.tell(dayOf('show-1', 'org-1').told)
    expect(await analytics.feed({}, 'org-2')).toEqual([])
    expect((await analytics.get('/api/events', 'customer')).status).toBe(403)
  })
})

describe('a wrong question', () => {
  test.each([
    ['after=7', '/query/after'],
    ['after=f1-', '/query/after'],
    ['after=f1-01', '/query/after'],
    ['after=f1-zzzzzzzzzzzz', '/query/after'],
    ['after=f1-zzzzzzzzzzz', '/query/after'],
    ['limit=0', '/query/limit'],
    ['limit=10001', '/query/limit'],
    ['limit=many', '/query/limit'],
    ['types=WaitlistJoined,Nonsense', '/query/types'],
    ['eventId=%20', '/query/eventId'],
    ['sort=up', '/query/sort'],
  ])('%s is answered with 400 and where it is wrong', async (query, pointer) => {
    const { status, text } = await (await start()).get(`/api/events?${query}`)
    expect([status, JSON.parse(text).code]).toEqual([400, 'WL_ERR_VALIDATION'])
    expect(JSON.parse(text).errors).toContainEqual(expect.objectContaining({ pointer }))
  })

  test('a log that is away is said to be before the answer begins', async () => {
    let away = false
    const analytics = await start(undefined, {
      fail: (operation) => (away && operation === 'readAll' ? 'before' : undefined),
    })
    away = true
    expect((await analytics.get('/api/events')).status).toBe(500)
    away = false
    expect((await analytics.get('/api/events')).status).toBe(200)
  })
})

describe('the feed, followed', () => {
  /** What a followed feed said, as its events and its comments. */
  function parsed(text: string) {
    const blocks = text.split('\n\n').filter((block) => block !== '')
    return {
      comments: blocks.filter((block) => block.startsWith(':')),
      events: blocks
        .filter((block) => !block.startsWith(':'))
        .map((block) => {
          const [id, event, data] = block.split('\n').map((line) => line.slice(line.indexOf(': ') + 2))
          return { id, event, line: JSON.parse(data as string) as Line }
        }),
    }
  }
  const linesOf = ({ text }: { readonly text: string }) => parsed(text).events.map(({ line }) => line)

  test('is what is there and then what comes, with the cursor as id', async () => {
    const analytics = await start()
    const day = dayOf('show-1', 'org-1')
    await analytics.tell(day.told)
    const following = await analytics.follow('/api/events')
    expect([following.status, following.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    const before = await analytics.feed()
    await until(() => following.text.endsWith(`"feedcursor":"${before.at(-1)?.feedcursor}"}\n\n`))
    const left = day.left('customer-1')
    await analytics.tell([left])
    await until(() => following.text.includes(left.id))
    expect(linesOf(following)).toEqual(await analytics.feed())
    for (const { id, event, line } of parsed(following.text).events) {
      expect([id, event]).toEqual([line.feedcursor, line.type])
    }
    expect(following.ended).toBe(false)
  })

  test('goes on behind the last id that a client has, or behind a cursor', async () => {
    const analytics = await start()
    await analytics.tell(dayOf('show-1', 'org-1').told)
    const lines = await analytics.feed()
    const [third, fifth] = [lines[2]?.feedcursor as string, lines[4]?.feedcursor as string]
    const behindThird = await analytics.follow(`/api/events?after=${third}`)
    const behindFifth = await analytics.follow(`/api/events?after=${third}`, 'service', { 'last-event-id': fifth })
    const isWhole = ({ text }: { readonly text: string }) => text.includes(lines.at(-1)?.id as string)
    await until(() => isWhole(behindThird) && isWhole(behindFifth))
    expect(linesOf(behindThird)).toEqual(lines.slice(3))
    expect(linesOf(behindFifth)).toEqual(lines.slice(5))
    const wrong = await analytics.follow('/api/events', 'service', { 'last-event-id': 'x' })
    await until(() => wrong.ended)
    expect(JSON.parse(wrong.text)).toMatchObject({ status: 400, errors: [{ pointer: '/headers/last-event-id' }] })
  })

  test('shows an organizer the own events only', async () => {
    const { follow, told } = await twoEvents()
    const following = await follow('/api/events', 'org-1')
    const own = idsOf(told.filter(({ data }) => data.eventId === 'show-1'))
    await until(() => following.text.includes(own.at(-1) as string))
    expect(idsOf(linesOf(following))).toEqual(own)
  })

  test('says that it is alive while nothing happens', async () => {
    const analytics = await start()
    const following = await analytics.follow('/api/events')
    await until(() => {
      analytics.clock.advance(15_000)
      return following.text.includes(': alive')
    })
    expect(following.text).toMatch(/^: following\n\n(: alive\n\n)+$/)
  })

  test('ends when the service says so, and one asked for later ends at once', async () => {
    const analytics = await start()
    const following = await analytics.follow('/api/events')
    await until(() => following.text.includes(': following'))
    analytics.service.endFeeds()
    await until(() => following.ended)
    const late = await analytics.follow('/api/events')
    await until(() => late.ended)
    expect(late.text).toBe(': following\n\n')
  })

  test('is let go of when the client goes', async () => {
    const analytics = await start()
    const following = await analytics.follow('/api/events')
    await until(() => following.text.includes(': following') && analytics.clock.untilNext() !== undefined)
    following.leave()
    await until(() => analytics.clock.untilNext() === undefined)
  })
})
