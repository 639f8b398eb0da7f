import { expect, test } from '@jest/globals'
import { createMemoryLog, createMemoryStorage } from '@waitlist/event-log'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { left, paused } from '../src/contract/events.ts'
import { viewStoreContract } from '../src/contract.ts'
import { defineView, rebuild, type Views } from '../src/index.ts'
import { createMongoViews } from '../src/mongo.ts'
import { mongoDatabase } from './mongo-database.ts'

const counts = defineView<{ left: number }>({
  name: 'counts',
  on: ['WaitlistLeft'],
  key: (event) => event.data.eventId,
  initial: () => ({ left: 0 }),
  fold: (row) => ({ left: row.left + 1 }),
})

const leavings = (count: number, eventId = 'a') =>
  Array.from({ length: count }, (_, at) => left(at + 1, eventId, 'ann'))

describeWith('mongo', 'views in MongoDB', (url) => {
  const store = mongoDatabase(url)
  let runs = 0

  /** Views that nobody has used, as several processes open them. */
  function fresh(): () => Views {
    const run = ++runs
    return () => {
      const views = createMongoViews(store())
      return { open: (view) => views.open({ ...view, name: `${view.name}-${run}` }) }
    }
  }

  viewStoreContract('mongo', () => fresh()())

  test('outlast the process, and know how far they have got', async () => {
    const open = fresh()
    await open()
      .open(counts)
      .apply([...leavings(3), paused(4, 'a'), left(1, 'b', 'bob')])
    const after = open().open(counts)
    expect(await after.rows()).toEqual([
      ['a', { left: 3 }],
      ['b', { left: 1 }],
    ])
    expect([...(await after.applied(['waitlist:a', 'waitlist:b', 'waitlist:none']))]).toEqual([
      ['waitlist:a', 4],
      ['waitlist:b', 1],
      ['waitlist:none', 0],
    ])
  })

  test('two processes that apply the same at once count each event once', async () => {
    const open = fresh()
    const processes = Array.from({ length: 4 }, () => open().open(counts))
    const events = [...leavings(60), ...leavings(60, 'b')]
    await Promise.all(
      processes.map(async (process) => {
        for (let at = 0; at < events.length; at += 7) await process.apply(events.slice(at, at + 7))
      }),
    )
    expect(await open().open(counts).rows()).toEqual([
      ['a', { left: 60 }],
      ['b', { left: 60 }],
    ])
  })

  test('a process goes on where another one has got to', async () => {
    const open = fresh()
    const [one, other] = [open().open(counts), open().open(counts)]
    const [first, second, third, fourth, fifth] = leavings(5) as [never, never, never, never, never]
    await one.apply([first])
    await other.apply([second, third])
    await one.apply([fifth])
    expect(await one.get('a')).toEqual({ left: 3 })
    await one.apply([fourth])
    expect(await other.get('a')).toEqual({ left: 5 })
  })

  test('what waited in a process that died comes out of the log', async () => {
    const open = fresh()
    const events = leavings(5)
    const log = createMemoryLog(createMemoryStorage())
    await log.replicate(events)
    await open()
      .open(counts)
      .apply([events[0], events[2], events[4]] as never)
    const read: number[] = []
    const watched = {
      ...log,
      read(stream: string, from: number, limit: number) {
        read.push(from)
        return log.read(stream, from, limit)
      },
    }
    const after = open().open(counts)
    await rebuild(watched, 'waitlist:', after)
    expect(await after.get('a')).toEqual({ left: 5 })
    await rebuild(watched, 'waitlist:', open().open(counts))
    expect(read).toEqual([2])
  })

  test('many rows at once are read and written together', async () => {
    const open = fresh()
    const events = Array.from({ length: 2500 }, (_, at) => left(1, `event-${at}`, 'ann'))
    await open().open(counts).apply(events)
    await open().open(counts).apply(events)
    const rows = await open().open(counts).rows()
    expect(rows).toHaveLength(2500)
    expect(new Set(rows.map(([, row]) => row.left))).toEqual(new Set([1]))
  })
})
