import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, inLine, joined, START } from '@waitlist/line/example-events'
import { act, balanceOf, offersIn, purchase, refund, sale } from './example-commands.ts'

const tiers = ['vip', 'loyalty', 'standard']
const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}`)

describe('free tickets go', () => {
  test('to the first by arrival, in whichever order their entries are known', () => {
    const spec = sale({}, joined('cleo', 3), joined('ann', 1), joined('ben', 2), joined('dan', 4))
    expect(offersIn(spec.when(refund('r1', 3)).events).map(([name]) => name)).toEqual(['ann', 'ben', 'cleo'])
  })

  test('to the highest tier first, by arrival within it, and an unknown tier counts as the last', () => {
    const line = ['standard', 'vip', 'odd', 'loyalty', 'vip', 'standard'].map((tier, index) =>
      joined(`${tier}${index}`, index + 1, { tier }),
    )
    const spec = sale({ policy: { kind: 'priority', tiers } }, ...line)
    const served = offersIn(spec.when(refund('r1', 5)).events).map(([name]) => name)
    expect(served).toEqual(['vip1', 'vip4', 'loyalty3', 'standard0', 'odd2'])
  })

  test('by the policy that is in force when they come free', () => {
    const spec = sale({}, joined('ann', 1), joined('ben', 2, { tier: 'vip' }), joined('cleo', 3))
    expect(offersIn(spec.when(refund('r1')).events)).toEqual([['ann', 'A', 1]])
    spec.following(
      told.settled('ann', 'offered'),
      configured({ policy: { kind: 'priority', tiers } }),
      joined('dan', 5, { tier: 'vip' }),
    )
    const served = offersIn(spec.when(refund('r2', 3)).events).map(([name]) => name)
    expect(served).toEqual(['ben', 'dan', 'cleo'])
  })

  test('to each entry in the first of its own types that fits', () => {
    const line = [
      joined('ann', 1, { ticketTypes: ['B', 'A'], quantity: 2 }),
      joined('ben', 2, { ticketTypes: ['B', 'A'] }),
      joined('cleo', 3, { ticketTypes: ['A', 'B'] }),
    ]
    const spec = sale({}, told.paused({ offering: true }), ...line)
    spec.when(refund('r1', 3))
    spec.when(refund('r2', 1, { ticketType: 'B' }))
    spec.following(told.paused({}))
    const { events } = spec.whenDue()
    expect(offersIn(events)).toEqual([
      ['ann', 'A', 2],
      ['ben', 'B', 1],
      ['cleo', 'A', 1],
    ])
  })

  test('once to an entry, and never to one that has an offer', () => {
    const spec = sale({}, ...inLine(['ann']))
    spec.when(refund('r1', 2))
    spec.when(refund('r2', 5)).then({ type: 'TicketsReleased' })
    expect(spec.state.liveOffers.size).toBe(1)
    expect(balanceOf(spec)).toEqual({ released: 7, open: 1, free: 6 })
  })

  test('to nobody while the list is closed', () => {
    const spec = sale({}, told.closed(), ...inLine(['ann']))
    spec.when(refund('r1')).then({ type: 'TicketsReleased' })
    expect(balanceOf(spec)).toEqual({ released: 1, free: 1 })
  })
})

describe('many tickets at once', () => {
  test('are offered in pieces that fit a commit, to everybody, and in order', () => {
    const spec = sale({}, ...inLine(names(450)))
    const first = offersIn(spec.when(refund('r1', 450)).events)
    expect(first).toHaveLength(200)
    const rest = offersIn(spec.whenDue().events)
    expect([...first, ...rest].map(([name]) => name)).toEqual(names(450))
    expect(balanceOf(spec)).toEqual({ released: 450, open: 450 })
  })

  test('of a part that was not bought go on in the same commit', () => {
    const spec = sale({}, joined('ann', 1, { quantity: 3 }), ...[joined('ben', 2), joined('cleo', 3)])
    spec.when(act('first', 3))
    expect(offersIn(spec.at(START).when(purchase('ann')).events).map(([name]) => name)).toEqual(['ben', 'cleo'])
  })
})
