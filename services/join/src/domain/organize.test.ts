import { describe, expect, test } from '@jest/globals'
import { configured, entryOf, eventId, inLine, joined, opened, scheduled } from '@waitlist/line/example-events'
import { join, leave, move, organizer, remove, waitlist } from './example-commands.ts'
import { claimed, expired, fulfilled, made, revoked } from './example-events.ts'

const ours = configured({}, { organizerId: 'org-7' })
const lineOf = (...names: string[]) => waitlist().given(ours, opened(['A']), ...inLine(names))

describe('moving', () => {
  test('gives an entry another place, on record with the reason and who did it; its answer says where it stands', () => {
    const list = lineOf('ann', 'ben', 'cleo')
    list
      .when(move('cleo', 'top'))
      .then({
        type: 'EntryMoved',
        data: { eventId, entryId: entryOf('cleo'), to: 'top', score: -1, reason: 'a promise', actor: 'olga' },
      })
      .thenReceipt({ entryId: entryOf('cleo'), status: 'waiting', position: 1, ahead: 0, total: 3 })
    list.when(join('ann')).thenReceipt({ entry: { position: 2 } })
    list.when(move('cleo', 'end')).thenReceipt({ position: 3 })
    list.when(move('ann', 2)).thenReceipt({ position: 2 })
    list.when(join('dee')).thenReceipt({ entry: { position: 4 } })
  })

  test('to where it stands already changes nothing', () => {
    const { events } = lineOf('ann', 'ben').when(move('ann', 1)).thenReceipt({ position: 1 })
    expect(events).toEqual([])
  })

  test('stays within the tier', () => {
    const policy = { kind: 'priority' as const, tiers: ['vip', 'standard'] }
    waitlist()
      .given(configured({ policy }, { organizerId: 'org-7' }), opened(['A']))
      .given(joined('ann', 1), joined('vip', 2, { tier: 'vip' }), joined('ben', 3))
      .when(move('ben', 1))
      .thenReceipt({ position: 2, total: 3 })
  })

  test('where there is no number between two neighbours these make room and keep their places', () => {
    const list = waitlist().given(ours, opened(['A']))
    list.given(joined('ann', 1), joined('ben', 2 ** 40), joined('cleo', 2 ** 40 + 2 ** -12), joined('dee', 2 ** 41))
    const { events } = list.when(move('ann', 2)).thenReceipt({ position: 2 })
    expect(events.map(({ data }) => data)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ entryId: entryOf('ann'), to: 2, reason: 'a promise' }),
        expect.objectContaining({ reason: 'Made room for another one', actor: 'olga' }),
      ]),
    )
    expect([...list.state.waitlist.line.entries()].map(({ entryId }) => entryId)).toEqual(
      ['ben', 'ann', 'cleo', 'dee'].map(entryOf),
    )
  })

  test('is refused for who has an offer, bought or is gone', () => {
    const list = lineOf('ann', 'ben', 'cleo', 'dee').following(
      made('ann'),
      ...[made('ben'), claimed('ben')],
      ...[made('cleo'), fulfilled('cleo')],
      ...[made('dee'), expired('dee')],
    )
    list.whenDue()
    list.when(move('ann', 'end')).thenRefused('WL_ERR_NOT_WAITING')
    list.when(move('ben', 'end')).thenRefused('WL_ERR_NOT_WAITING')
    list.when(move('cleo', 'end')).thenRefused('WL_ERR_ALREADY_PURCHASED')
    list.when(move('dee', 'end')).thenRefused('WL_ERR_NOT_WAITING')
  })

  test('keeps the place for who comes back when the list was closed', () => {
    const list = lineOf('ann', 'ben', 'cleo')
    list.when(move('cleo', 'top'))
    list.following(made('cleo'), revoked('cleo', 'closed')).whenDue()
    expect([...list.state.waitlist.line.entries()][0]?.entryId).toBe(entryOf('cleo'))
  })
})

describe('removing', () => {
  test('ends the entry as left, on record with the reason and who did it', () => {
    const list = lineOf('ann', 'ben')
    list
      .when(remove('ann'))
      .then({
        type: 'WaitlistLeft',
        data: { eventId, entryId: entryOf('ann'), customerId: 'ann', reason: 'a resale', actor: 'olga' },
      })
      .thenReceipt({ entryId: entryOf('ann'), status: 'left' })
    list.when(join('ben')).thenReceipt({ entry: { position: 1 } })
    list.when(leave('ann')).thenRefused('WL_ERR_NOT_FOUND')
  })

  test('takes an entry with an offer too, open or claimed, and it stays left', () => {
    for (const steps of [[made('ann')], [made('ann'), claimed('ann')]]) {
      const list = lineOf('ann').following(...steps)
      list.whenDue()
      list.when(remove('ann')).then({ type: 'WaitlistLeft' })
      const settled = list.following(revoked('ann', 'left')).whenDue()
      settled.then({ type: 'EntrySettled', data: { status: 'left' } })
    }
  })

  test('is refused once it has ended', () => {
    const list = lineOf('ann', 'ben').following(made('ben'), fulfilled('ben'))
    list.whenDue()
    list.when(remove('ann'))
    list.when(remove('ann')).thenRefused('WL_ERR_NOT_WAITING')
    list.when(remove('ben')).thenRefused('WL_ERR_ALREADY_PURCHASED')
  })

  test('lets the customer join again, at the end', () => {
    const list = lineOf('ann', 'ben')
    list.when(remove('ann'))
    list.when(join('ann', { entryId: entryOf('ann again') })).thenReceipt({ status: 201, entry: { position: 2 } })
  })
})

test.each([move('ann', 'top'), remove('ann')])('$type is not for others, and not of who is not there', (command) => {
  const list = lineOf('ann').given(configured({}, { schedule: scheduled() }))
  const actor = { ...organizer('org-8'), sub: 'otto' }
  list.when({ ...command, actor }).thenRefused('WL_ERR_NOT_FOUND')
  list.when({ ...command, entryId: entryOf('zoe') }).thenRefused('WL_ERR_NOT_FOUND')
})
