import { describe, expect, test } from '@jest/globals'
import { isKnownType, openedAtOf } from '@waitlist/line'
import { cancelled, closed, configured, HOUR, iso, opened, START, scheduled } from '@waitlist/line/example-events'
import fc from 'fast-check'
import type { Command } from './commands.ts'
import { defaults, join, sellOut, waitlist } from './example-commands.ts'

describe('a sell-out', () => {
  test('opens the list for the types it names, and records the settings in force', () => {
    waitlist()
      .when(sellOut(['A', 'B'], START + HOUR))
      .then(
        { type: 'WaitlistConfigured', data: { ...defaults, explicit: [] } },
        { type: 'WaitlistOpened', data: { ticketTypes: ['A', 'B'], openedAt: iso(START + HOUR) } },
      )
  })

  test('that names no type opens the list for all', () => {
    const list = waitlist().given(configured())
    list.when(sellOut()).then({ type: 'WaitlistOpened', data: { ticketTypes: [] } })
    list.when(join('ann', { ticketTypes: ['whatever'] })).then({ type: 'WaitlistJoined' })
  })

  test('records the defaults of its time, and a later change of them alters nothing', () => {
    const list = waitlist()
    list.when(sellOut(['A'], START, { maxSize: 1 }))
    list.when(sellOut(['B'], START, { maxSize: 500 })).then({ type: 'WaitlistOpened' })
    list.when(join('ann')).then({ type: 'WaitlistJoined' })
    list.when(join('ben')).thenRefused('WL_ERR_FULL')
  })

  test('again says nothing, nor does a later one', () => {
    const list = waitlist().given(configured(), opened(['A'], START + HOUR))
    list.when(sellOut(['A'], START + HOUR)).thenNothing()
    list.when(sellOut(['A'], START + 2 * HOUR)).thenNothing()
    const all = waitlist().given(configured(), opened([], START + HOUR))
    all.when(sellOut([], START + HOUR)).thenNothing()
  })

  test('opens what is new of it only', () => {
    const list = waitlist().given(configured(), opened(['A']))
    list.when(sellOut(['A', 'B'])).then({ type: 'WaitlistOpened', data: { ticketTypes: ['B'] } })
    list.when(sellOut(['C', 'C'])).then({ type: 'WaitlistOpened', data: { ticketTypes: ['C'] } })
  })

  test('that happened earlier and comes late moves the moment back', () => {
    const list = waitlist().given(configured(), opened(['A'], START + HOUR))
    const moved = { type: 'WaitlistOpened', data: { ticketTypes: ['A'], openedAt: iso(START) } } as const
    list.when(sellOut(['A'], START)).then(moved)
    expect(openedAtOf(list.state.waitlist, 'A')).toBe(START)
  })

  test('opens nothing where the settings forbid it', () => {
    waitlist()
      .given(configured({ autoOpen: false }))
      .when(sellOut())
      .thenNothing()
    waitlist()
      .when(sellOut(['A'], START, { autoOpen: false }))
      .then({ type: 'SellOutNoted', data: { ticketTypes: ['A'], soldOutAt: iso(START) } })
  })

  test('reopens no list that an organizer closed, not even one that was never open', () => {
    waitlist()
      .given(configured(), opened(['A']), closed())
      .when(sellOut(['B']))
      .then({ type: 'SellOutNoted', data: { ticketTypes: ['B'] } })
    waitlist().given(configured(), closed()).when(sellOut()).thenNothing()
  })

  test('of a cancelled event is recorded, so that its refunds are judged alike in any order, and the list stays over', () => {
    const list = waitlist().given(configured(), cancelled())
    list.when(sellOut(['A'])).then({ type: 'WaitlistOpened', data: { ticketTypes: ['A'] } })
    list.when(join('ann')).thenRefused('WL_ERR_CANCELLED')
    list.whenDue().thenNothing()
  })

  test('after the start is recorded, and the list closes again at once', () => {
    const list = waitlist().given(configured({}, { schedule: scheduled() }), opened(['A']), closed('started'))
    list
      .at(START + 11 * HOUR)
      .when(sellOut(['B']))
      .then({ type: 'WaitlistOpened', data: { ticketTypes: ['B'] } })
    list.whenDue().then({ type: 'WaitlistClosed', data: { reason: 'started' } })
    list.when(join('ann')).thenRefused('WL_ERR_CLOSED')
  })
})

test('sell-outs leave the same moments and known types, in whichever order and however often they come', () => {
  const types = ['A', 'B', 'C']
  const oneSellOut = fc.record({
    ticketTypes: fc.subarray(types),
    hours: fc.integer({ min: 0, max: 5 }),
  })
  const shuffled = fc
    .array(oneSellOut, { minLength: 1, maxLength: 6 })
    .chain((sellOuts) =>
      fc.tuple(
        fc.constant(sellOuts),
        fc.shuffledSubarray([...sellOuts, ...sellOuts], { minLength: 2 * sellOuts.length }),
      ),
    )
  const outcome = (sellOuts: readonly { ticketTypes: string[]; hours: number }[]) => {
    const list = waitlist()
    for (const { ticketTypes, hours } of sellOuts) list.when(sellOut(ticketTypes, START + hours * HOUR))
    const { waitlist: state } = list.state
    return types.map((type) => [openedAtOf(state, type), isKnownType(state, type)])
  }
  fc.assert(
    fc.property(shuffled, ([inOrder, permuted]) => {
      expect(outcome(permuted)).toEqual(outcome(inOrder))
    }),
  )
})

test('sell-outs, a cancellation and a new schedule leave the same latches in every order', () => {
  const news: Command[] = [
    sellOut(['A'], START + HOUR),
    sellOut(['A'], START),
    sellOut(['B'], START + 2 * HOUR),
    { type: 'Cancel' },
    { type: 'TakeSchedule', schedule: scheduled({ name: 'Old' }), time: START, defaults },
    { type: 'TakeSchedule', schedule: scheduled({ name: 'New' }), time: START + HOUR, defaults },
  ]
  const outcome = (commands: readonly Command[]) => {
    const list = waitlist()
    for (const command of commands) list.when(command)
    const { cancelled: over, openedAt, configuration } = list.state.waitlist
    return { over, openedAt: new Map([...openedAt].sort()), schedule: configuration?.schedule }
  }
  fc.assert(
    fc.property(fc.shuffledSubarray(news, { minLength: news.length }), (permuted) => {
      expect(outcome(permuted)).toEqual(outcome(news))
    }),
  )
})
