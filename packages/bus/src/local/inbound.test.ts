import { describe, expect, test } from '@jest/globals'
import { type Commit, createMemoryLog, createMemoryStorage, type EventLog } from '@waitlist/event-log'
import fc from 'fast-check'
import { refund } from '../contract/events.ts'
import { createInbound } from './inbound.ts'

/** A log that writes down what is appended, and lets a test stand in the way of it. */
function watchedLog(before: (commits: readonly Commit[], call: number) => Promise<void> = async () => {}) {
  const log = createMemoryLog(createMemoryStorage())
  const appends: (readonly Commit[])[] = []
  const watched: EventLog = {
    ...log,
    async append(commits) {
      appends.push(commits)
      await before(commits, appends.length)
      return log.append(commits)
    },
  }
  return { log, watched, appends }
}

const sizes = (appends: readonly (readonly Commit[])[]) =>
  appends.map((commits) => commits.map(({ events }) => events.length))

describe('one append', () => {
  test('takes all of a call, a commit for each stream', async () => {
    const { log, watched, appends } = watchedLog()
    const events = ['a', 'b', 'a', 'c', 'a'].map((eventId, at) => refund(`r-${at}`, { eventId }))
    expect(await createInbound(watched).publish(events)).toEqual(events.map(() => 'accepted'))
    expect(appends[0]?.map(({ stream, events }) => [stream, events.length])).toEqual([
      ['inbound:a', 3],
      ['inbound:b', 1],
      ['inbound:c', 1],
    ])
    expect((await log.read('inbound:a', 1, 10)).map(({ id, version }) => [id, version])).toEqual([
      ['r-0', 1],
      ['r-2', 2],
      ['r-4', 3],
    ])
  })

  test('takes all that was published while the one before was under way', async () => {
    const { watched, appends } = watchedLog()
    const inbound = createInbound(watched)
    const calls = Array.from({ length: 40 }, (_, at) => inbound.publish([refund(`r-${at}`)]))
    await Promise.all(calls)
    expect(sizes(appends)).toEqual([[1], [39]])
  })

  test('takes five hundred events of a stream at most', async () => {
    const { log, watched, appends } = watchedLog()
    const many = Array.from({ length: 1_100 }, (_, at) => refund(`r-${at}`))
    await createInbound(watched).publish([...many, refund('other', { eventId: 'b' })])
    expect(sizes(appends)).toEqual([[500, 1], [500], [100]])
    expect(await log.head('inbound:a')).toBe(1_100)
  })
})

describe('an event in the log', () => {
  test('has what its publisher said and a correlation id of its own where that said none', async () => {
    const { log, watched } = watchedLog()
    const cause = { causationId: 'click-1', correlationId: 'request-7' }
    await createInbound(watched).publish([refund('r-1', cause), refund('r-2')])
    expect(await log.read('inbound:a', 1, 10)).toEqual([
      { ...refund('r-1', cause), stream: 'inbound:a', version: 1 },
      { ...refund('r-2'), correlationId: 'r-2', stream: 'inbound:a', version: 2 },
    ])
  })

  test('owes nothing and leaves what its stream owes as it is', async () => {
    const { watched, appends } = watchedLog()
    await createInbound(watched).publish([refund('r-1')])
    expect(appends[0]?.[0]).not.toHaveProperty('wakeAt')
  })

  test('is answered by a command of its own, the same for the same source and id only', async () => {
    const { watched, appends } = watchedLog()
    const inbound = createInbound(watched)
    await inbound.publish([refund('r-1'), refund('r-2'), refund('r-1', { source: '/other' })])
    await inbound.publish([refund('r-1'), refund('r-9')])
    const ids = appends.map(([commit]) => commit?.commands.map(({ id }) => id) ?? [])
    expect(new Set(ids[0]).size).toBe(3)
    expect(ids[1]?.[0]).toBe(ids[0]?.[0])
  })

  test('has a command that no choice of source and id can make the same', async () => {
    const { watched, appends } = watchedLog()
    await createInbound(watched).publish([refund('b,c', { source: 'a' }), refund('c', { source: 'a,b' })])
    expect(new Set(appends[0]?.[0]?.commands.map(({ id }) => id)).size).toBe(2)
  })
})

describe('another writer on the stream', () => {
  test('moves the head: the commit goes behind it', async () => {
    const { log, watched } = watchedLog(async (_, call) => {
      if (call <= 3) await createInbound(log).publish([refund(`rival-${call}`)])
    })
    expect(await createInbound(watched).publish([refund('r-1'), refund('r-2')])).toEqual(['accepted', 'accepted'])
    expect((await log.read('inbound:a', 1, 10)).map(({ id }) => id)).toEqual([
      'rival-1',
      'rival-2',
      'rival-3',
      'r-1',
      'r-2',
    ])
  })

  test('has the same event: it is a duplicate then, its neighbours are not', async () => {
    const { log, watched } = watchedLog(async (_, call) => {
      if (call === 1) await createInbound(log).publish([refund('r-2')])
    })
    const events = [refund('r-1'), refund('r-2'), refund('r-3', { eventId: 'b' })]
    expect(await createInbound(watched).publish(events)).toEqual(['accepted', 'duplicate', 'accepted'])
    expect((await log.read('inbound:a', 1, 10)).map(({ id }) => id)).toEqual(['r-2', 'r-1'])
  })

  test('does not make two of one event when several publish at once', async () => {
    const { log } = watchedLog()
    const rivals = [createInbound(log), createInbound(log), createInbound(log)]
    const ids = fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 8 }), { minLength: 1, maxLength: 12 })
    let round = 0
    await fc.assert(
      fc.asyncProperty(ids, async (batches) => {
        round += 1
        const stream = `round-${round}`
        const outcomes = await Promise.all(
          batches.map(async (batch, at) => {
            const events = batch.map((id) => refund(`${stream}/${id}`, { eventId: stream }))
            const results = await (rivals[at % rivals.length] as (typeof rivals)[0]).publish(events)
            return events.filter((_, place) => results[place] === 'accepted').map(({ id }) => id)
          }),
        )
        const stored = (await log.read(`inbound:${stream}`, 1, 1_000)).map(({ id }) => id)
        expect(outcomes.flat().toSorted()).toEqual(stored.toSorted())
        expect(new Set(stored)).toEqual(new Set(batches.flat().map((id) => `${stream}/${id}`)))
        expect(new Set(stored).size).toBe(stored.length)
      }),
    )
  })
})

describe('a log that fails', () => {
  test('fails all that were in the append, twins included, and not those that come later', async () => {
    const { watched } = watchedLog(async (_, call) => {
      if (call === 2) throw new Error('the disk is full')
    })
    const inbound = createInbound(watched)
    const outcomes = await Promise.allSettled([
      inbound.publish([refund('r-1')]),
      inbound.publish([refund('r-2')]),
      inbound.publish([refund('r-2'), refund('r-3')]),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(await inbound.publish([refund('r-1'), refund('r-2'), refund('r-3')])).toEqual([
      'duplicate',
      'accepted',
      'accepted',
    ])
  })

  test('after it has written makes the next try a duplicate, not a second event', async () => {
    const log = createMemoryLog(createMemoryStorage())
    let lost = true
    const inbound = createInbound({
      ...log,
      async append(commits) {
        const results = await log.append(commits)
        if (lost) throw new Error('the answer was lost')
        return results
      },
    })
    await expect(inbound.publish([refund('r-1')])).rejects.toThrow('the answer was lost')
    lost = false
    expect(await inbound.publish([refund('r-1'), refund('r-2')])).toEqual(['duplicate', 'accepted'])
    expect(await log.head('inbound:a')).toBe(2)
  })

  test('to give the head fails the call', async () => {
    const log = createMemoryLog(createMemoryStorage())
    const inbound = createInbound({ ...log, head: () => Promise.reject(new Error('no log')) })
    await expect(inbound.publish([refund('r-1')])).rejects.toThrow('no log')
  })
})

test('closing waits for what is under way', async () => {
  const gate = Promise.withResolvers<void>()
  const { watched } = watchedLog(() => gate.promise)
  const inbound = createInbound(watched)
  const order: string[] = []
  const published = inbound.publish([refund('r-1')]).then(() => order.push('published'))
  const closed = inbound.close().then(() => order.push('closed'))
  gate.resolve()
  await Promise.all([published, closed])
  expect(order).toEqual(['published', 'closed'])
})
