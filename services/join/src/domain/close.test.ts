import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, entryOf, inLine, opened } from '@waitlist/line/example-events'
import { join, leave, waitlist } from './example-commands.ts'
import { claimed, fulfilled, made, revoked } from './example-events.ts'

const lineOf = (...names: string[]) => waitlist().given(configured(), opened(['A']), ...inLine(names))
const cancel = { type: 'Cancel' } as const

describe('a cancelled event', () => {
  test('cancels its list, once', () => {
    const list = lineOf()
    list.when(cancel).then({ type: 'WaitlistCancelled' })
    list.when(cancel).thenNothing()
  })

  test('is cancelled also when nothing else is known of it', () => {
    const list = waitlist()
    list.when(cancel).then({ type: 'WaitlistCancelled' })
    list.when(join('ann')).thenRefused('WL_ERR_CANCELLED')
  })

  test('ends every waiting entry as left, once', () => {
    const list = lineOf('ann', 'ben', 'cleo').given(told.left('ben'))
    list.when(cancel)
    list
      .whenDue()
      .then(
        { type: 'EntrySettled', data: { entryId: entryOf('ann'), status: 'left' } },
        { type: 'EntrySettled', data: { entryId: entryOf('cleo'), status: 'left' } },
      )
    list.whenDue().thenNothing()
    list.when(leave('ann')).thenRefused('WL_ERR_NOT_FOUND')
  })

  test('ends them without naming an offer: there is none to answer', () => {
    const list = lineOf('ann').given(told.cancelled())
    for (const { data } of list.whenDue().events) expect(data).not.toHaveProperty('offerId')
  })

  test('leaves who has an offer to release, which takes it back', () => {
    const list = lineOf('ann', 'ben', 'cleo').following(made('ann'), made('ben'), claimed('ben'))
    list.whenDue()
    list.when(cancel)
    list.whenDue().then({ type: 'EntrySettled', data: { entryId: entryOf('cleo'), status: 'left' } })
    list.following(revoked('ann', 'cancelled'), revoked('ben', 'cancelled'))
    list
      .whenDue()
      .then(
        { type: 'EntrySettled', data: { entryId: entryOf('ann'), status: 'left' } },
        { type: 'EntrySettled', data: { entryId: entryOf('ben'), status: 'left' } },
      )
  })

  test('leaves who bought with the tickets', () => {
    const list = lineOf('ann').following(made('ann'), fulfilled('ann'))
    list.whenDue()
    list.when(cancel)
    list.whenDue().thenNothing()
    expect(list.state.waitlist.entries.get(entryOf('ann'))?.status).toBe('purchased')
  })

  test('answers an offer that was on the way before it ends the line', () => {
    const list = lineOf('ann').given(told.cancelled()).following(made('ann'))
    list.whenDue().then({ type: 'EntrySettled', data: { status: 'offered' } })
    list.following(revoked('ann', 'cancelled'))
    list.whenDue().then({ type: 'EntrySettled', data: { status: 'left' } })
  })

  test('wins over a list that was closed or has started', () => {
    for (const before of [told.closed(), told.closed('started')]) {
      const list = lineOf().given(before)
      list.when(cancel).then({ type: 'WaitlistCancelled' })
      list.when(join('ann')).thenRefused('WL_ERR_CANCELLED')
    }
  })

  test('ends a long line in pieces that fit a commit', () => {
    const names = Array.from({ length: 450 }, (_, index) => `p${index}`)
    const list = lineOf(...names).given(told.cancelled())
    const pieces: number[] = []
    while (list.state.waitlist.line.size > 0)
      pieces.push(list.when({ type: 'EndWaiting', status: 'left' }).events.length)
    expect(pieces).toEqual([200, 200, 50])
  })
})

test('a list that an organizer closed ends nobody', () => {
  lineOf('ann').given(told.closed()).whenDue().thenNothing()
})
