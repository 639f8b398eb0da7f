import { expect, test } from '@jest/globals'
import { closed, left } from './contract/events.ts'
import { viewStoreContract } from './contract.ts'
import { defineView } from './define-view.ts'
import { createMemoryViews } from './memory.ts'

viewStoreContract('memory', createMemoryViews)

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

test('a stream that never gets its first event is refused when too much of it waits', async () => {
  const store = createMemoryViews().open(counts)
  for (let version = 2; version <= 10_001; version++) await store.apply([left(version, 'a', 'ann')])
  await expect(store.apply([left(10_002, 'a', 'ann')])).rejects.toThrow('counts was never given waitlist:a@1')
  expect(await store.get('a')).toBeUndefined()
})

test('what waited is applied when its turn comes, and the limit counts anew', async () => {
  const store = createMemoryViews().open(counts)
  for (let version = 2; version <= 10_001; version++) await store.apply([left(version, 'a', 'ann')])
  await store.apply([left(1, 'a', 'ann')])
  expect(await store.get('a')).toEqual({ left: 10_001 })
  await store.apply([left(10_003, 'a', 'ann'), left(10_002, 'a', 'ann')])
  expect(await store.get('a')).toEqual({ left: 10_003 })
})

test('an event that a repeat of itself overtook waits once', async () => {
  const store = createMemoryViews().open(counts)
  await store.apply([left(2, 'a', 'ann'), left(2, 'a', 'ann'), closed(1, 'a')])
  expect(await store.get('a')).toEqual({ left: 1 })
})
