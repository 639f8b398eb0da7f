import { beforeEach, describe, expect, test } from '@jest/globals'
import { configured, entryOf, joined, left, offerOf, opened, scheduled, settled } from '@waitlist/line/example-events'
import fc from 'fast-check'
import { made } from '../src/domain/example-events.ts'
import { repliesOf } from '../src/domain/standings.ts'
import type { PositionStore } from '../src/positions/port.ts'
import { createHistory, happenings } from './history.ts'
import { type Story, tellStory } from './story.ts'

/** The events of a story happen a second apart from 1970 on. */
const NOW = 60_000

/** What every position store does, told by parts alone. `create` gives a store that knows nothing of these events. */
export function positionStoreContract(create: () => PositionStore): void {
  let store: PositionStore
  let story: Story
  let nth = 0
  beforeEach(() => {
    store = create()
    nth += 1
    story = tellStory(`gala-${nth}`).tell(configured(), opened(), joined('ann', 1), joined('ben', 2), joined('cleo', 3))
  })
  const find = async (customerId: string) => {
    const found = await store.find(story.eventId, customerId)
    return found && { version: found.version, replies: repliesOf(found.standings, NOW) }
  }
  const expected = (customerId: string) => ({ version: story.version, replies: story.replies(customerId, NOW) })

  describe('an event that it knows nothing of', () => {
    test('is not there, and cannot be added to', async () => {
      expect(await find('ann')).toBeUndefined()
      expect(await store.version(story.eventId)).toBeUndefined()
      expect(await store.put(story.part({ since: 4 }))).toEqual({ status: 'missing' })
      expect(await find('ann')).toBeUndefined()
    })

    test('is there when everything was told', async () => {
      expect(await store.put(story.part())).toEqual({ status: 'taken' })
      for (const name of ['ann', 'ben', 'cleo', 'nobody']) expect(await find(name)).toEqual(expected(name))
      expect(await store.version(story.eventId)).toBe(5)
    })

    test('is not there before the last part of everything', async () => {
      const whole = story.part()
      for (const [at, entry] of whole.entries.entries()) {
        expect(await find('ann')).toBeUndefined()
        expect(await store.put({ ...whole, first: at === 0, last: at === 2, entries: [entry] })).toEqual({
          status: 'taken',
        })
      }
      expect(await find('ben')).toEqual(expected('ben'))
    })

    test('is not there when the parts are not all there are', async () => {
      expect(await store.put(story.part({ only: [entryOf('ann')] }))).toEqual({ status: 'missing' })
      expect(await find('ann')).toBeUndefined()
    })
  })

  describe('an event that it knows', () => {
    beforeEach(async () => {
      await store.put(story.part())
    })

    test('takes what changed since its version, or since an earlier one', async () => {
      story.tell(joined('dora', 4), left('ann'))
      const only = [entryOf('dora'), entryOf('ann')]
      expect(await store.put(story.part({ since: 5, only }))).toEqual({ status: 'taken' })
      for (const name of ['ann', 'ben', 'cleo', 'dora']) expect(await find(name)).toEqual(expected(name))
      story.tell(settled('cleo', 'offered'))
      expect(await store.put(story.part({ since: 2, only: [...only, entryOf('cleo')] }))).toEqual({ status: 'taken' })
      for (const name of ['ben', 'cleo', 'dora']) expect(await find(name)).toEqual(expected(name))
    })

    test('takes the same version again, with what an offer says now', async () => {
      story.tell(settled('ben', 'offered'))
      await store.put(story.part({ since: 5, only: [entryOf('ben')] }))
      story.following(made('ben', 1, { quantity: 2 }))
      expect(await store.put(story.part({ since: 6, only: [entryOf('ben')] }))).toEqual({ status: 'taken' })
      expect(await find('ben')).toEqual(expected('ben'))
      expect((await find('ben'))?.replies.active[0]?.offer).toMatchObject({ offerId: offerOf('ben'), quantity: 2 })
    })

    test('says which version it has when more than what was told came after that', async () => {
      story.tell(joined('dora', 4), joined('emil', 5))
      expect(await store.put(story.part({ since: 6, only: [entryOf('emil')] }))).toEqual({
        status: 'behind',
        version: 5,
      })
      expect(await store.version(story.eventId)).toBe(5)
    })

    test('keeps to a later version that somebody told', async () => {
      const early = story.part({ only: [entryOf('ann')], since: 5 })
      const all = story.part()
      story.tell(left('ann'))
      await store.put(story.part({ since: 5, only: [entryOf('ann')] }))
      expect(await store.put(early)).toEqual({ status: 'ahead', version: 6 })
      expect(await store.put(all)).toEqual({ status: 'ahead', version: 6 })
      expect(await find('ann')).toEqual(expected('ann'))
    })

    test('is not there between the parts of a batch, and nobody else adds to it then', async () => {
      story.tell(joined('dora', 4), left('ann'))
      const two = story.part({ since: 5, only: [entryOf('dora'), entryOf('ann')] })
      const [first, second] = two.entries
      expect(await store.put({ ...two, last: false, entries: first ? [first] : [] })).toEqual({ status: 'taken' })
      expect(await find('ben')).toBeUndefined()
      expect(await store.put(story.part({ since: 5 }))).toEqual({ status: 'missing' })
      expect(await store.put({ ...two, first: false, entries: second ? [second] : [] })).toEqual({ status: 'taken' })
      for (const name of ['ann', 'ben', 'dora']) expect(await find(name)).toEqual(expected(name))
    })

    test('is told anew by another when a batch was left unfinished, which then cannot go on', async () => {
      story.tell(joined('dora', 4))
      const left = story.part({ since: 5, only: [entryOf('dora')], last: false })
      await store.put(left)
      expect(await store.put(story.part())).toEqual({ status: 'taken' })
      expect(await find('dora')).toEqual(expected('dora'))
      expect(await store.put({ ...left, first: false, last: true })).toEqual({ status: 'missing' })
      expect(await find('dora')).toEqual(expected('dora'))
    })

    test('has to be told anew under another order', async () => {
      story.tell(configured({ policy: { kind: 'priority', tiers: ['vip', 'standard'] } }))
      expect(await store.put(story.part({ since: 5, only: [] }))).toEqual({ status: 'missing' })
      expect(await store.put(story.part())).toEqual({ status: 'taken' })
      expect(await find('cleo')).toEqual(expected('cleo'))
    })

    test('notices that it does not hold what it should', async () => {
      story.tell(joined('dora', 4), joined('emil', 5))
      expect(await store.put(story.part({ since: 5, only: [entryOf('dora')] }))).toEqual({ status: 'missing' })
      expect(await find('ann')).toBeUndefined()
      expect(await store.put(story.part())).toEqual({ status: 'taken' })
      expect(await find('emil')).toEqual(expected('emil'))
    })

    test('is forgotten when that is asked for', async () => {
      await store.drop(story.eventId)
      expect(await find('ann')).toBeUndefined()
      expect(await store.version(story.eventId)).toBeUndefined()
      expect(await store.put(story.part())).toEqual({ status: 'taken' })
    })

    test('has nothing to do with another one', async () => {
      const other = tellStory(`other-${nth}`).tell(configured(), opened(), joined('ann', 7))
      await store.put(other.part())
      await store.drop(story.eventId)
      const found = await store.find(other.eventId, 'ann')
      expect(found && repliesOf(found.standings, NOW)).toEqual(other.replies('ann', NOW))
    })
  })

  test('keeps who owns an event, and every entry of a customer, the newest first', async () => {
    story.tell(configured({}, { schedule: scheduled() }))
    for (const name of ['second', 'third']) {
      story.tell(left(name === 'second' ? 'ann' : 'second'), joined(name, 4, { customerId: 'ann' }))
    }
    await store.put(story.part())
    expect(await find('ann')).toEqual(expected('ann'))
    const found = await store.find(story.eventId, 'ann')
    expect(found?.standings.owner).toBe('org-7')
    expect(found?.standings.entries.map(({ entry }) => entry.entryId)).toEqual(['third', 'second', 'ann'].map(entryOf))
  })

  test('counts lanes and ticket types as the line does', async () => {
    story.tell(configured({ policy: { kind: 'priority', tiers: ['vip', 'standard'] } }))
    story.tell(joined('dora', 4, { tier: 'vip', ticketTypes: ['B', 'A'] }))
    story.tell(joined('emil', 5, { tier: 'unheard-of', ticketTypes: ['B'] }), settled('cleo', 'waiting', { score: 9 }))
    await store.put(story.part())
    for (const name of ['ann', 'ben', 'cleo', 'dora', 'emil']) expect(await find(name)).toEqual(expected(name))
    expect((await find('emil'))?.replies.active[0]).toMatchObject({ position: 5, total: 5 })
  })
}

/** However a history is cut into batches and parts, the replies are those of the own state. */
export function positionStoreLaw(create: () => PositionStore, numRuns: number): void {
  const steps = fc.array(
    fc.record({ happening: happenings, write: fc.integer({ min: 0, max: 3 }), parts: fc.integer({ min: 1, max: 3 }) }),
    { maxLength: 60, size: 'max' },
  )

  /** Tells what changed in so many parts; everything when that is asked for. */
  async function write(store: PositionStore, story: Story, since: number, changed: Set<string>, count: number) {
    const part = story.part({ since, only: [...changed] })
    const size = Math.ceil(part.entries.length / count) || 1
    for (let from = 0; ; from += size) {
      const last = from + size >= part.entries.length
      const result = await store.put({
        ...{ ...part, first: from === 0, last },
        entries: part.entries.slice(from, from + size),
      })
      if (result.status === 'missing') return store.put(story.part())
      expect(result).toEqual({ status: 'taken' })
      if (last) return result
    }
  }

  test('replies as the own state does, after any history', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const store = create()
        const story = tellStory('gala')
        const history = createHistory()
        const changed = new Set<string>()
        let since = 0
        for (const { happening, write: chance, parts } of script) {
          const { events, changed: entryIds } = history.happen(happening)
          story.tell(...events)
          for (const entryId of entryIds) changed.add(entryId)
          if (chance > 0) continue
          expect(await write(store, story, since, changed, parts)).toEqual({ status: 'taken' })
          since = story.version
          changed.clear()
        }
        await write(store, story, since, changed, 2)
        for (const customerId of history.customers) {
          const found = await store.find('gala', customerId)
          expect(found && repliesOf(found.standings, NOW)).toEqual(story.replies(customerId, NOW))
        }
      }),
      { numRuns },
    )
  })
}
