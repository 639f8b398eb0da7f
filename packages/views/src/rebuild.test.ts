import { expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { createMemoryLog, createMemoryStorage, type EventLog } from '@waitlist/event-log'
import { left, paused } from './contract/events.ts'
import { defineView } from './define-view.ts'
import { createMemoryViews } from './memory.ts'
import { rebuild } from './rebuild.ts'

const counts = defineView<{ left: number }>({
  name: 'counts',
  on: ['WaitlistLeft'],
  key: (event) => event.data.eventId,
  initial: () => ({ left: 0 }),
  fold(row) {
    row.left += 1
    return row
  },
})

async function logOf(events: readonly RecordedEvent[]): Promise<EventLog> {
  const log = createMemoryLog(createMemoryStorage())
  await log.replicate(events)
  return log
}

test('every stream of the kind is projected, whole, and no other', async () => {
  const long = Array.from({ length: 2_000 }, (_, at) => left(at + 1, 'long', 'ann'))
  const elsewhere = { ...left(1, 'other', 'ann'), stream: 'release:other' }
  const log = await logOf([...long, paused(1, 'short'), left(2, 'short', 'bob'), elsewhere])
  const store = createMemoryViews().open(counts)
  await rebuild(log, 'waitlist:', store)
  expect(await store.rows()).toEqual([
    ['long', { left: 2_000 }],
    ['short', { left: 1 }],
  ])
})

test('many streams are read in pages', async () => {
  const names = Array.from({ length: 1_001 }, (_, at) => `event-${at}`)
  const log = await logOf(names.map((name) => left(1, name, 'ann')))
  const store = createMemoryViews().open(counts)
  await rebuild(log, 'waitlist:', store)
  expect((await store.rows()).map(([key]) => key)).toEqual(names.toSorted())
})

test('what was applied already is not applied again', async () => {
  const log = await logOf([left(1, 'a', 'ann'), left(2, 'a', 'bob')])
  const store = createMemoryViews().open(counts)
  await store.apply([left(2, 'a', 'bob')])
  await rebuild(log, 'waitlist:', store)
  await rebuild(log, 'waitlist:', store)
  expect(await store.rows()).toEqual([['a', { left: 2 }]])
})

test('an empty log gives an empty view', async () => {
  const store = createMemoryViews().open(counts)
  await rebuild(await logOf([]), 'waitlist:', store)
  expect(await store.rows()).toEqual([])
})

test('only the streams that are wanted are projected', async () => {
  const log = await logOf(['a', 'b', 'c'].map((name) => left(1, name, 'ann')))
  const store = createMemoryViews().open(counts)
  await rebuild(log, 'waitlist:', store, (stream) => stream !== 'waitlist:b')
  expect((await store.rows()).map(([key]) => key)).toEqual(['a', 'c'])
  await rebuild(log, 'waitlist:', store)
  expect((await store.rows()).map(([key]) => key)).toEqual(['a', 'b', 'c'])
})

test('a stream is read from where the view has got to, and not at all when it is there', async () => {
  const log = await logOf([...['ann', 'bob', 'cid'].map((name, at) => left(at + 1, 'a', name)), left(1, 'b', 'ann')])
  const store = createMemoryViews().open(counts)
  await store.apply([left(1, 'a', 'ann'), left(2, 'a', 'bob'), left(1, 'b', 'ann')])
  const reads: [string, number][] = []
  const watched = {
    streams: log.streams,
    read(stream: string, from: number, limit: number) {
      reads.push([stream, from])
      return log.read(stream, from, limit)
    },
  }
  await rebuild(watched, 'waitlist:', store)
  expect(reads).toEqual([['waitlist:a', 3]])
  expect(await store.get('a')).toEqual({ left: 3 })
})
