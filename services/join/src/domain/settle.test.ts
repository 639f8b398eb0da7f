import { describe, expect, test } from '@jest/globals'
import type { DomainEvent, EntryStatus } from '@waitlist/contracts'
import * as told from '@waitlist/line/example-events'
import { configured, entryOf, inLine, offerOf, opened } from '@waitlist/line/example-events'
import fc from 'fast-check'
import { due } from './due.ts'
import { join, leave, waitlist } from './example-commands.ts'
import { cameLate, claimed, declined, expired, fulfilled, made, revoked } from './example-events.ts'

const lineOf = (...names: string[]) => waitlist().given(configured(), opened(['A']), ...inLine(names))
const settled = (status: EntryStatus) => ({ type: 'EntrySettled' as const, data: { entryId: entryOf('ann'), status } })

describe('the answer to a step of an offer', () => {
  test.each<[string, DomainEvent[], EntryStatus[]]>([
    ['made', [made('ann')], ['offered']],
    ['claimed', [made('ann'), claimed('ann')], ['offered', 'claimed']],
    ['bought unclaimed', [made('ann'), fulfilled('ann')], ['offered', 'purchased']],
    ['bought', [made('ann'), claimed('ann'), fulfilled('ann')], ['offered', 'claimed', 'purchased']],
    ['declined', [made('ann'), declined('ann')], ['offered', 'left']],
    ['declined after claiming', [made('ann'), claimed('ann'), declined('ann')], ['offered', 'claimed', 'left']],
    ['expired', [made('ann'), expired('ann')], ['offered', 'lapsed']],
    ['expired after claiming', [made('ann'), claimed('ann'), expired('ann')], ['offered', 'claimed', 'lapsed']],
    ['revoked by closing', [made('ann'), revoked('ann', 'closed')], ['offered', 'waiting']],
    ['revoked by cancelling', [made('ann'), revoked('ann', 'cancelled')], ['offered', 'left']],
    ['bought late', [made('ann'), expired('ann'), cameLate('ann')], ['offered', 'lapsed', 'purchased']],
    ['bought late, declined', [made('ann'), declined('ann'), cameLate('ann')], ['offered', 'left', 'purchased']],
  ])('that is %s', (_, steps, statuses) => {
    const list = lineOf('ann').following(...steps)
    list.whenDue().then(...statuses.map(settled))
    list.whenDue().thenNothing()
  })

  test('names the offer, and carries on what release did', () => {
    const list = lineOf('ann').following(made('ann'))
    expect(due(list.state, 0)).toMatchObject({ command: { type: 'Settle' }, cause: { causationId: 'release:gala@1' } })
    list
      .whenDue()
      .then({ type: 'EntrySettled', data: { entryId: entryOf('ann'), offerId: offerOf('ann'), status: 'offered' } })
  })

  test('has no score but where the entry goes to the end', () => {
    const list = lineOf('ann').following(made('ann'), expired('ann'))
    for (const { data } of list.whenDue().events) expect(data).not.toHaveProperty('score')
  })

  test('comes in the order of the steps, for everybody', () => {
    const list = lineOf('ann', 'ben').following(made('ann'), made('ben'), claimed('ben'), declined('ann'))
    const answers = list.whenDue().events.map(({ data }) => data as { entryId: string; status: string })
    expect(answers.map(({ entryId, status }) => [entryId === entryOf('ann') ? 'ann' : 'ben', status])).toEqual([
      ['ann', 'offered'],
      ['ben', 'offered'],
      ['ben', 'claimed'],
      ['ann', 'left'],
    ])
  })
})

describe('when an entry ended before the step came', () => {
  test('it stays left: purchased is the only thing that is more', () => {
    const list = lineOf('ann', 'ben')
    list.when(leave('ann'))
    list.following(made('ann')).whenDue().then(settled('left'))
    list.following(claimed('ann')).whenDue().then(settled('left'))
    list.following(expired('ann')).whenDue().then(settled('left'))
    list.following(cameLate('ann')).whenDue().then(settled('purchased'))
  })

  test('it stays left when its offer is taken back for it, and when the list is closed', () => {
    for (const reason of ['left', 'closed', 'cancelled'] as const) {
      const list = lineOf('ann').following(made('ann'))
      list.whenDue()
      list.when(leave('ann'))
      list.following(revoked('ann', reason)).whenDue().then(settled('left'))
    }
  })

  test('it stays lapsed when it lapsed at the start of the event, whatever becomes of the offer on the way', () => {
    for (const step of [expired('ann'), revoked('ann', 'left'), revoked('ann', 'closed')]) {
      const list = waitlist().given(
        configured({ onExpiry: 'back' }),
        opened(['A']),
        ...inLine(['ann']),
        told.closed('started'),
      )
      list.whenDue().then(settled('lapsed'))
      list.following(made('ann'), step).whenDue().then(settled('lapsed'), settled('lapsed'))
      expect(list.state.waitlist.line.size).toBe(0)
    }
  })

  test('who had lapsed and declines, or buys, has left, or bought', () => {
    const over = () => lineOf('ann').given(told.ended('ann', 'lapsed')).following(made('ann'))
    over().following(declined('ann')).whenDue().then(settled('lapsed'), settled('left'))
    over().following(fulfilled('ann')).whenDue().then(settled('lapsed'), settled('purchased'))
  })

  test('nothing takes a purchase back', () => {
    for (const step of [
      declined('ann'),
      expired('ann'),
      revoked('ann', 'left'),
      revoked('ann', 'cancelled'),
      claimed('ann'),
    ]) {
      const list = lineOf('ann').following(made('ann'), cameLate('ann'), step)
      list.whenDue().then(settled('offered'), settled('purchased'), settled('purchased'))
    }
  })
})

test('precedence: whatever happens to an entry in whichever order, purchased beats left beats lapsed', () => {
  const happenings = {
    leaves: { rank: 1, status: 'left' },
    lapses: { rank: 0, status: 'lapsed' },
    declines: { rank: 1, status: 'left' },
    buys: { rank: 2, status: 'purchased' },
  } as const
  type Happening = keyof typeof happenings
  const steps = { lapses: expired('ann'), declines: declined('ann'), buys: fulfilled('ann') }
  const some = fc.shuffledSubarray(Object.keys(happenings) as Happening[], { minLength: 1 })
  fc.assert(
    fc.property(some, (order) => {
      const list = lineOf('ann').following(made('ann'))
      list.whenDue()
      // Who has no place any more cannot leave it.
      const happened = order.filter((happening) =>
        happening === 'leaves'
          ? list.when(leave('ann')).events.length > 0
          : list.following(steps[happening]).whenDue().events.length > 0,
      )
      const [first] = happened.toSorted((a, b) => happenings[b].rank - happenings[a].rank)
      expect(list.state.waitlist.entries.get(entryOf('ann'))?.status).toBe(happenings[first as Happening].status)
    }),
  )
})

test('a late purchase of an old entry leaves the new one where it is', () => {
  const list = lineOf('ann').following(made('ann'), expired('ann'))
  list.whenDue()
  list.when(join('ann', { entryId: entryOf('ann again') }))
  list.following(cameLate('ann')).whenDue().then(settled('purchased'))
  list.when(join('ann')).thenReceipt({ status: 200, entry: { entryId: entryOf('ann again'), position: 1 } })
})
