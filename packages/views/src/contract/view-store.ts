import { describe, expect, test } from '@jest/globals'
import { defineView, type Views } from '../define-view.ts'
import { closed, left, paused } from './events.ts'
import { viewLaws } from './view-laws.ts'

type Journal = { readonly [stream: string]: number[] }

/** Remembers in order what it was given of each stream: as sensitive to order and repeats as a view can be. */
const journal = defineView<Journal>({
  name: 'journal',
  on: ['WaitlistLeft', 'WaitlistPaused'],
  key: (event) => ('customerId' in event.data ? event.data.customerId : undefined),
  initial: () => ({}),
  fold: (row, { stream, version }) => ({ ...row, [stream]: [...(row[stream] ?? []), version] }),
})

/** Counts per event, and changes the row that there is instead of making a new one each time. */
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

/** Two streams; versions 2 and 4 of the first bear on no row of the journal. */
const events = [
  left(1, 'a', 'ann'),
  paused(2, 'a'),
  left(3, 'a', 'bob'),
  closed(4, 'a'),
  left(5, 'a', 'ann'),
  left(1, 'b', 'ann'),
]
const [first, , third, fourth, fifth] = events

/** What every driver of views has to do. `open` gives views with nothing in them yet. */
export function viewStoreContract(driver: string, open: () => Views): void {
  describe(`views: ${driver}`, () => {
    test('a view begins without rows', async () => {
      const store = open().open(journal)
      expect(await store.rows()).toEqual([])
      expect(await store.get('ann')).toBeUndefined()
    })

    test('events are folded into the rows that they bear on', async () => {
      const store = open().open(journal)
      await store.apply(events)
      expect(await store.get('ann')).toEqual({ 'waitlist:a': [1, 5], 'waitlist:b': [1] })
      expect(await store.get('bob')).toEqual({ 'waitlist:a': [3] })
    })

    test('rows come ascending by key', async () => {
      const store = open().open(journal)
      await store.apply([left(1, 'z', 'zoe'), left(1, 'a', 'ann'), left(2, 'a', 'Bob')])
      expect((await store.rows()).map(([key]) => key)).toEqual(['Bob', 'ann', 'zoe'])
    })

    test('a fold may change the row', async () => {
      const store = open().open(counts)
      await store.apply(events)
      expect(await store.rows()).toEqual([
        ['a', { left: 3 }],
        ['b', { left: 1 }],
      ])
    })

    test('a repeat changes nothing, however old it is', async () => {
      const store = open().open(counts)
      await store.apply(events)
      await store.apply(events.slice(2))
      await store.apply(events.slice(0, 1))
      expect(await store.get('a')).toEqual({ left: 3 })
    })

    test('an event that overtakes waits for what is missing, also for what bears on no row', async () => {
      const store = open().open(journal)
      await store.apply([first, fifth, third].map(present))
      expect(await store.rows()).toEqual([['ann', { 'waitlist:a': [1] }]])
      await store.apply([paused(2, 'a')])
      expect(await store.get('bob')).toEqual({ 'waitlist:a': [3] })
      expect(await store.get('ann')).toEqual({ 'waitlist:a': [1] })
      await store.apply([present(fourth)])
      expect(await store.get('ann')).toEqual({ 'waitlist:a': [1, 5] })
    })

    test('a gap in one stream does not hold up another', async () => {
      const store = open().open(journal)
      await store.apply([left(2, 'a', 'ann'), left(1, 'b', 'bob')])
      expect((await store.rows()).map(([key]) => key)).toEqual(['bob'])
    })

    test('an event without a place in its stream is refused', async () => {
      const store = open().open(journal)
      await expect(store.apply([left(0, 'a', 'ann')])).rejects.toThrow('journal')
      expect(await store.rows()).toEqual([])
    })

    test('applying tells how far each stream is applied, repeats and what waits included', async () => {
      const store = open().open(journal)
      expect(await store.apply([first, third].map(present))).toEqual(new Map([['waitlist:a', 1]]))
      expect(await store.apply([paused(2, 'a')])).toEqual(new Map([['waitlist:a', 3]]))
      expect(await store.apply([present(first), left(1, 'b', 'ann')])).toEqual(
        new Map([
          ['waitlist:a', 3],
          ['waitlist:b', 1],
        ]),
      )
      expect(await store.apply([])).toEqual(new Map())
    })

    test('a fold that fails has applied nothing: the event may come again', async () => {
      let broken = true
      const store = open().open(
        defineView<{ left: number }>({
          ...counts,
          name: 'breaking',
          fold(row) {
            if (broken) throw new Error('the fold is broken')
            return { left: row.left + 1 }
          },
        }),
      )
      await expect(store.apply([left(1, 'a', 'ann')])).rejects.toThrow('the fold is broken')
      broken = false
      await store.apply([left(1, 'a', 'ann')])
      expect(await store.rows()).toEqual([['a', { left: 1 }]])
    })

    test('views do not see one another', async () => {
      const views = open()
      const store = views.open(counts)
      await views.open(journal).apply(events)
      expect(await store.rows()).toEqual([])
    })

    viewLaws(journal, events, open)
    viewLaws(counts, events, open)
  })
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('There is no such event')
  return value
}
