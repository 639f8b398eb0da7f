import { afterEach, describe, expect, test } from '@jest/globals'
import { derivedId, type NoticeType, type RecordedEvent } from '@waitlist/contracts'
import { eventExamples } from '@waitlist/contracts/event-examples'
import { recount } from '@waitlist/testkit/recount/recount'
import fc from 'fast-check'
import { createDay, type Day } from './day.ts'
import { type Analytics, inbound, startAnalytics } from './rig.ts'

const running: Analytics[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.close()
})

async function start(...given: Parameters<typeof startAnalytics>): Promise<Analytics> {
  const analytics = await startAnalytics(...given)
  running.push(analytics)
  return analytics
}

/** A short day of an event that an organizer owns. */
function dayOf(eventId: string, organizerId?: string): Day {
  const day = createDay(eventId)
  day.opened()
  day.configured(organizerId)
  day.joined('ana')
  day.joined('ben', { tier: 'vip' })
  const release = day.released('standing', 1)
  day.offered('ana', 'standing', release)
  day.settled('ana', 'offered')
  day.wait(5000)
  day.claimed('ana')
  day.settled('ana', 'claimed')
  return day
}

function notice(type: NoticeType, eventId: string, nth: number): RecordedEvent {
  const noticeId = derivedId('ntc', eventId, `${nth}`)
  const [stream, version] = [`notice:${noticeId}`, type === 'NotificationPlanned' ? 1 : 2]
  const envelope = { id: `${stream}@${version}`, source: '/waitlist/notification', schema: 1, stream, version, time: 0 }
  return { ...envelope, type, data: { ...eventExamples[type], noticeId, eventId } } as RecordedEvent
}

const notices = [
  notice('NotificationPlanned', 'show-1', 1),
  notice('NotificationPlanned', 'show-1', 2),
  notice('NotificationSent', 'show-1', 1),
]

describe('the figures of an event', () => {
  test('equal a recount of what was told, notices included', async () => {
    const analytics = await start()
    const { told } = dayOf('show-1', 'org-1')
    await analytics.tell([...told, ...dayOf('show-2').told, ...notices])
    const stats = await analytics.stats('show-1')
    expect(stats).toEqual(recount('show-1', [...told, ...notices]))
    expect(stats.notices).toEqual({ email: { planned: 2, sent: 1, failed: 0 } })
  })

  test('are the same after a restart, and after another one', async () => {
    const first = await startAnalytics()
    const day = dayOf('show-1')
    await first.tell([...day.told, ...notices])
    const before = await first.stats('show-1')
    await first.close()
    const second = await start(first.storage)
    expect(await second.stats('show-1')).toEqual(before)
    day.wait(60_000)
    const since = [day.fulfilled('ana'), day.settled('ana', 'purchased'), notice('NotificationFailed', 'show-1', 2)]
    await second.tell(since)
    const third = await start(first.storage)
    const after = await third.stats('show-1')
    expect(after).toEqual(await second.stats('show-1'))
    expect(after).toEqual(recount('show-1', [...day.told, ...notices, ...since]))
    expect(after.notices).toEqual({ email: { planned: 2, sent: 1, failed: 1 } })
    expect(after.reached).toEqual({ email: 1 })
  })

  test('of a log of many pages are all counted at the start', async () => {
    const first = await startAnalytics()
    const day = createDay('show-1')
    for (let n = 0; n < 2500; n += 1) day.joined(`customer-${n}`)
    await first.log.replicate(day.told)
    await first.close()
    const second = await start(first.storage)
    expect((await second.stats('show-1')).entries).toMatchObject({ joined: 2500, waiting: 2500 })
  })

  test('do not depend on the order in which the streams come, or on repeats', async () => {
    const { told } = dayOf('show-1')
    const events = [...told, ...notices]
    const arrivals = fc
      .subarray(events)
      .chain((again) => fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }))
    const once = await start()
    await once.tell(events)
    const expected = await once.stats('show-1')
    await fc.assert(
      fc.asyncProperty(arrivals, async (arrived) => {
        const analytics = await startAnalytics()
        for (const event of arrived) await analytics.tell([event])
        expect(await analytics.stats('show-1')).toEqual(expected)
        await analytics.close()
      }),
      { numRuns: 20 },
    )
  })
})

describe('who may see them', () => {
  test('services and admins all, organizers those of their own events', async () => {
    const analytics = await start()
    await analytics.tell([...dayOf('show-1', 'org-1').told, ...dayOf('show-2', 'org-2').told, ...dayOf('show-3').told])
    const statusFor = async (eventId: string, who: Parameters<Analytics['stats']>[1]) =>
      (await analytics.get(`/api/waitlist/stats/${eventId}`, who)).status
    expect(await Promise.all(['show-1', 'show-2', 'show-3'].map((id) => statusFor(id, 'org-1')))).toEqual([
      200, 404, 404,
    ])
    expect(await Promise.all(['show-1', 'show-2', 'show-3'].map((id) => statusFor(id, 'service')))).toEqual([
      200, 200, 200,
    ])
    expect(await statusFor('show-1', 'customer')).toBe(403)
  })

  test('what is foreign looks like what is not there', async () => {
    const analytics = await start()
    await analytics.tell(dayOf('show-1', 'org-1').told)
    const { instance: _, ...foreign } = await analytics.stats('show-1', 'org-2')
    const { instance: __, ...unknown } = await analytics.stats('show-9', 'org-2')
    expect(foreign).toEqual(unknown)
    expect(foreign).toMatchObject({ status: 404, code: 'WL_ERR_NOT_FOUND' })
    expect((await analytics.stats('show-9')).code).toBe('WL_ERR_NOT_FOUND')
  })

  test('whoever schedules an event decides whose it is', async () => {
    const analytics = await start()
    const day = dayOf('show-1', 'org-1')
    await analytics.tell(day.told)
    await analytics.tell([inbound('EventCancelled', 1, { eventId: 'show-1' }), day.configured('org-1', 'org-2')])
    expect((await analytics.stats('show-1', 'org-1')).status).toBe(404)
    expect((await analytics.stats('show-1', 'org-2')).entries.joined).toBe(2)
  })
})

test('the service says when it is ready', async () => {
  const analytics = await startAnalytics()
  expect(analytics.service.ready().ok).toBe(true)
  await analytics.close()
  expect(analytics.service.ready().ok).toBe(false)
})
