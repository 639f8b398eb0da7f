import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, entryOf, inLine, joined, opened } from '@waitlist/line/example-events'
import { waitlist } from './example-commands.ts'
import { cameLate, expired, made, revoked } from './example-events.ts'

const lineOf = (own: Parameters<typeof configured>[0], ...names: string[]) =>
  waitlist().given(configured(own), opened(['A']), ...inLine(names))
const standing = (list: ReturnType<typeof waitlist>) =>
  [...list.state.waitlist.line.entries()].map((entry) => entry.entryId)

describe('an entry whose offer expired, with onExpiry back', () => {
  test('waits again at the end of the line', () => {
    const list = lineOf({ onExpiry: 'back' }, 'ann', 'ben', 'cleo').following(made('ann'), expired('ann'))
    list
      .whenDue()
      .then(
        { type: 'EntrySettled', data: { status: 'offered' } },
        { type: 'EntrySettled', data: { status: 'waiting', score: 4 } },
      )
    expect(standing(list)).toEqual(['ben', 'cleo', 'ann'].map(entryOf))
  })

  test('waits at the end of its own lane', () => {
    const list = waitlist().given(
      configured({ onExpiry: 'back', policy: { kind: 'priority', tiers: ['vip', 'standard'] } }),
      opened(['A']),
      joined('ann', 1, { tier: 'vip' }),
      joined('ben', 2, { tier: 'vip' }),
      joined('cleo', 3),
    )
    list.following(made('ann'), expired('ann')).whenDue()
    expect(standing(list)).toEqual(['ben', 'ann', 'cleo'].map(entryOf))
  })

  test('lapses with the last of the offers it may have', () => {
    const list = lineOf({ onExpiry: 'back', maxOffers: 3 }, 'ann')
    const after = [1, 2, 3].map((nth) => {
      list.following(made('ann', nth), expired('ann', nth)).whenDue()
      return list.state.waitlist.entries.get(entryOf('ann'))?.status
    })
    expect(after).toEqual(['waiting', 'waiting', 'lapsed'])
  })

  test('lapses at once where one offer is all there is', () => {
    const list = lineOf({ onExpiry: 'back', maxOffers: 1 }, 'ann').following(made('ann'), expired('ann'))
    list.whenDue()
    expect(standing(list)).toEqual([])
  })

  test('goes by the rule in force when it expires, not when it was made', () => {
    const list = lineOf({}, 'ann').following(made('ann'))
    list.whenDue()
    list.given(configured({ onExpiry: 'back' })).following(expired('ann'))
    list.whenDue().then({ type: 'EntrySettled', data: { status: 'waiting' } })
  })

  test('counts as purchased when it bought the old offer after all, and is out of the line', () => {
    const list = lineOf({ onExpiry: 'back' }, 'ann', 'ben').following(made('ann'), expired('ann'), cameLate('ann'))
    list
      .whenDue()
      .then(
        { type: 'EntrySettled', data: { status: 'offered' } },
        { type: 'EntrySettled', data: { status: 'waiting' } },
        { type: 'EntrySettled', data: { status: 'purchased' } },
      )
    expect(standing(list)).toEqual([entryOf('ben')])
  })

  test('ends with the list that is over', () => {
    for (const [end, status] of [[told.cancelled(), 'left'] as const, [told.closed('started'), 'lapsed'] as const]) {
      const list = lineOf({ onExpiry: 'back' }, 'ann').following(made('ann'))
      list.whenDue()
      list.given(end).following(expired('ann')).whenDue()
      expect(list.state.waitlist.entries.get(entryOf('ann'))?.status).toBe(status)
    }
  })
})

describe('an entry whose offer was taken back because the list closed', () => {
  test('has its old place, and may have as many offers as before', () => {
    const list = lineOf({}, 'ann', 'ben').following(made('ann'))
    list.whenDue()
    list.given(told.closed()).following(revoked('ann', 'closed'))
    const { events } = list.whenDue().then({ type: 'EntrySettled', data: { status: 'waiting' } })
    expect(events[0]?.data).not.toHaveProperty('score')
    expect(standing(list)).toEqual(['ann', 'ben'].map(entryOf))
  })
})
