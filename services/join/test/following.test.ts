import { describe, expect, test } from '@jest/globals'
import { createMemoryStorage } from '@waitlist/event-log'
import { entryOf, eventId, offerOf } from '@waitlist/line/example-events'
import { eventually } from '@waitlist/testkit/engines/eventually'
import { made } from '../src/domain/example-events.ts'
import { PART_ENTRIES } from '../src/positions/batch.ts'
import { followsWaitlists } from './following.ts'
import { createMemoryPositions } from './memory-positions.ts'
import { joins, open, startProcess } from './processes.ts'

describe('a model in memory', () => {
  followsWaitlists(() => {
    const store = createMemoryPositions()
    return { store, flush: async () => store.flush() }
  })
})

/** An owner and a store that is watched. */
function rig() {
  const [storage, store] = [createMemoryStorage(), createMemoryPositions()]
  return { storage, store, owner: startProcess({ storage, store, owns: true }) }
}

test('what changes close together is written together, and only what changed', async () => {
  const { store, owner } = rig()
  await owner.execute(open(), ...joins(0, 40))
  await eventually('the model', async () => (await store.version(eventId)) === 42)
  const before = store.parts.length
  await owner.execute(...joins(40, 42))
  await eventually('the model', async () => (await store.version(eventId)) === 44)
  expect(store.parts.slice(before)).toMatchObject([{ since: 42, first: true, last: true, version: 44 }])
  expect(store.parts.at(-1)?.entries.map(({ entryId }) => entryId)).toEqual([entryOf('c-40'), entryOf('c-41')])
  await owner.close()
})

test('no part holds more entries than it may', async () => {
  const { store, owner } = rig()
  await owner.execute(open(), ...joins(0, 1300))
  await eventually('the model', async () => (await store.version(eventId)) === 1302)
  const sizes = store.parts.map(({ entries }) => entries.length)
  expect(Math.max(...sizes)).toBe(PART_ENTRIES)
  await owner.close()
})

test('a store that fails neither fails nor keeps an answer, and is told later what it missed', async () => {
  const { store, owner } = rig()
  store.failure = new Error('out of reach')
  const answers = await owner.execute(open(), ...joins(0, 20))
  expect(answers.at(-1)).toMatchObject({ status: 201, entry: { position: 20 } })
  await owner.execute(...joins(20, 30))
  store.failure = undefined
  await eventually('the model', async () => (await store.version(eventId)) === 32)
  await owner.close()
})

test('who asks a store that fails is told from the own state', async () => {
  const { storage, store, owner } = rig()
  await owner.execute(open(), ...joins(0, 5))
  await eventually('the model', async () => (await store.version(eventId)) === 7)
  store.failure = new Error('out of reach')
  const stranger = startProcess({ storage, store, owns: false })
  expect((await stranger.ask('c-4')).active).toMatchObject([{ position: 5, total: 5 }])
  expect([stranger.ownReads, store.asked.count]).toEqual([1, 1])
  await Promise.all([owner.close(), stranger.close()])
})

test('an answer that comes a moment too early is asked for once more', async () => {
  const { storage, store, owner } = rig()
  await owner.execute(open(), ...joins(0, 5))
  await eventually('the model', async () => (await store.version(eventId)) === 7)
  const early = await store.find(eventId, 'c-5')
  await owner.execute(...joins(5, 6))
  await eventually('the model', async () => (await store.version(eventId)) === 8)
  const answers = [early]
  const hasty = { ...store, find: async (...who: [string, string]) => answers.shift() ?? store.find(...who) }
  const stranger = startProcess({ storage, store: hasty, owns: false })
  expect((await stranger.ask('c-5')).active).toMatchObject([{ position: 6, total: 6 }])
  expect([stranger.ownReads, answers.length]).toEqual([0, 0])
  await Promise.all([owner.close(), stranger.close()])
})

test('a step of an offer that changes no waitlist still reaches the model', async () => {
  const { store, owner } = rig()
  await owner.execute(open(), ...joins(0, 2))
  await eventually('the model', async () => (await store.version(eventId)) === 4)
  const before = store.parts.length
  const { type, data } = made('c-1') as Extract<ReturnType<typeof made>, { type: 'OfferMade' }>
  const envelope = { id: 'release:gala@1', source: '/waitlist/release', schema: 1, version: 1, time: 0 }
  owner.note([{ ...envelope, type, data, stream: 'release:gala' }])
  await eventually('the entry', () => store.parts.length > before)
  expect(store.parts.at(-1)?.entries.map(({ entryId }) => entryId)).toEqual([entryOf('c-1')])
  expect(data.offerId).toBe(offerOf('c-1'))
  await owner.close()
})

test('closing ends what is being written, and nothing is noted afterwards', async () => {
  const { store, owner } = rig()
  await owner.execute(open(), ...joins(0, 3))
  await owner.close()
  const before = store.parts.length
  owner.note([])
  await owner.close()
  expect(store.parts).toHaveLength(before)
})
