import { describe, expect, test } from '@jest/globals'
import { entryOf, HOUR, joined, START } from '@waitlist/line/example-events'
import { releaseDecider } from './decide.ts'
import { act, balanceOf, offersIn, refund, sale } from './example-commands.ts'
import { nextLooseAt } from './hold.ts'

const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}`)

describe('when the head wants more than is free', () => {
  const line = () => [joined('ann', 1, { quantity: 4 }), joined('ben', 2, { quantity: 2 }), joined('cleo', 3)]

  test('skip gives it to the next who fits, and says who was passed over by which rule', () => {
    sale({}, ...line())
      .when(refund('r1'))
      .then(
        { type: 'TicketsReleased' },
        {
          type: 'ReleaseAdvanced',
          data: {
            offered: 1,
            passedOver: [
              { entryId: entryOf('ann'), rule: 'skip' },
              { entryId: entryOf('ben'), rule: 'skip' },
            ],
            passedOverMore: 0,
          },
        },
        { type: 'OfferMade', data: { customerId: 'cleo' } },
      )
  })

  test('strict gives it to nobody, and says who stands in the way', () => {
    const spec = sale({ fit: { kind: 'strict' } }, ...line())
    spec
      .when(refund('r1'))
      .then(
        { type: 'TicketsReleased' },
        { type: 'ReleaseAdvanced', data: { offered: 0, passedOver: [{ entryId: entryOf('ann'), rule: 'strict' }] } },
      )
    spec.whenDue().thenNothing()
    const { events } = spec.when(refund('r2', 4))
    expect(offersIn(events)).toEqual([['ann', 'A', 4]])
    expect(balanceOf(spec)).toEqual({ released: 5, free: 1, open: 4 })
  })

  test('strict looks at the type: who waits for another one is in nobody’s way', () => {
    const spec = sale(
      { fit: { kind: 'strict' } },
      joined('ann', 1, { ticketTypes: ['B'], quantity: 4 }),
      joined('ben', 2),
    )
    expect(offersIn(spec.when(refund('r1')).events)).toEqual([['ben', 'A', 1]])
  })

  test('who takes a smaller part is offered what there is', () => {
    const spec = sale({}, joined('ann', 1, { quantity: 4, minQuantity: 1 }))
    expect(offersIn(spec.when(refund('r1', 1)).events)).toEqual([['ann', 'A', 1]])
    const strict = sale({ fit: { kind: 'strict' } }, joined('ann', 1, { quantity: 4, minQuantity: 2 }))
    expect(offersIn(strict.when(refund('r1', 1)).events)).toEqual([])
    expect(offersIn(strict.when(refund('r2', 2)).events)).toEqual([['ann', 'A', 3]])
  })

  test('nobody is passed over for what nobody behind was given', () => {
    const { events } = sale({}, joined('ann', 1, { quantity: 4 })).when(refund('r1'))
    expect(events.map((event) => event.type)).toEqual(['TicketsReleased'])
  })

  test('the first hundred are named, the rest counted', () => {
    const many = names(130).map((name, index) => joined(name, index + 1, { quantity: 2 }))
    const { events } = sale({}, ...many, joined('last', 131)).when(refund('r1'))
    const advanced = events.find((event) => event.type === 'ReleaseAdvanced')
    expect(advanced?.data.passedOver.map(({ entryId }) => entryId)).toEqual(names(100).map(entryOf))
    expect(advanced?.data.passedOverMore).toBe(30)
  })
})

describe('accumulate', () => {
  const fit = { kind: 'accumulate' as const, tickets: 4, hold: '1 hour' }
  const line = () => [joined('ann', 1, { quantity: 4 }), joined('ben', 2, { quantity: 2 }), joined('cleo', 3)]
  const held = { offered: 0, passedOver: [{ entryId: entryOf('ann'), rule: 'accumulate' }], passedOverMore: 0 }

  test('holds tickets for the head until there are enough', () => {
    const spec = sale({ fit }, ...line())
    spec.when(refund('r1', 3)).then({ type: 'TicketsReleased' }, { type: 'ReleaseAdvanced', data: held })
    spec.whenDue().thenNothing()
    expect(offersIn(spec.when(refund('r2')).events)).toEqual([['ann', 'A', 4]])
  })

  test('lets each ticket go to the next who fits when it was held for so long, the older ones first', () => {
    const spec = sale({ fit }, ...line())
    spec.at(START).when(refund('r1'))
    spec.at(START + HOUR / 2).when(refund('r2'))
    spec.at(START + HOUR - 1)
    spec.whenDue().thenNothing()
    spec.at(START + HOUR)
    const first = spec.whenDue()
    expect(offersIn(first.events)).toEqual([['cleo', 'A', 1]])
    first.then(
      {
        type: 'ReleaseAdvanced',
        data: { passedOver: ['ann', 'ben'].map((name) => ({ entryId: entryOf(name), rule: 'skip' })) },
      },
      { type: 'OfferMade' },
    )
    expect(balanceOf(spec)).toEqual({ released: 2, free: 1, open: 1 })
    spec.at(START + 1.5 * HOUR)
    spec.whenDue().thenNothing()
    spec.following(joined('dan', 4))
    expect(offersIn(spec.whenDue().events)).toEqual([['dan', 'A', 1]])
  })

  test('wakes when the next ticket is held no longer', () => {
    const spec = sale({ fit }, ...line())
    spec.at(START).when(refund('r1'))
    spec.at(START + 5).when(refund('r2'))
    expect(releaseDecider.due?.(spec.state, START + 5)).toEqual({ wakeAt: START + HOUR })
    expect(releaseDecider.due?.(spec.state, START + HOUR)).toMatchObject({ command: { type: 'OfferFree' } })
    const skip = sale({}, ...line())
    skip.at(START).when(refund('r1', 1, { ticketType: 'B' }))
    expect(nextLooseAt(skip.state, { fit: { kind: 'skip' }, autoRelease: true }, START)).toBe(Number.POSITIVE_INFINITY)
  })

  test('passes a head by that wants more than is ever held, as skip does', () => {
    const spec = sale({ fit: { ...fit, tickets: 3 } }, ...line())
    spec
      .when(refund('r1'))
      .then(
        { type: 'TicketsReleased' },
        { type: 'ReleaseAdvanced', data: { passedOver: [{ entryId: entryOf('ben'), rule: 'accumulate' }] } },
      )
    const { events } = spec.when(refund('r2'))
    expect(offersIn(events)).toEqual([['ben', 'A', 2]])
    expect(events).toMatchObject([{}, { data: { passedOver: [{ entryId: entryOf('ann'), rule: 'skip' }] } }, {}])
  })

  test('offers a smaller part to who takes one', () => {
    const spec = sale({ fit }, joined('ann', 1, { quantity: 4, minQuantity: 2 }), joined('ben', 2))
    expect(offersIn(spec.when(refund('r1')).events)).toEqual([])
    expect(offersIn(spec.when(refund('r2')).events)).toEqual([['ann', 'A', 2]])
  })

  test('holds a ticket that comes back anew', () => {
    const spec = sale({ fit: { ...fit, hold: '30 hours' } }, joined('cleo', 1))
    spec.at(START).when(refund('r1'))
    spec.following(joined('ann', 2, { quantity: 4 }), joined('ben', 3))
    spec.at(START + 24 * HOUR)
    expect(spec.whenDue().events.map((event) => event.type)).toEqual(['OfferExpired', 'ReleaseAdvanced'])
    spec.at(START + 54 * HOUR - 1)
    spec.whenDue().thenNothing()
    spec.at(START + 54 * HOUR)
    expect(offersIn(spec.whenDue().events)).toEqual([['ben', 'A', 1]])
  })

  test('counts the time of what an organizer puts up from then on', () => {
    const spec = sale({ fit, autoRelease: false }, ...line())
    spec.at(START).when(refund('r1', 2))
    spec.at(START + 2 * HOUR).when(act('a1', 1, { from: 'pool' }))
    spec.whenDue().thenNothing()
    spec.at(START + 3 * HOUR)
    expect(offersIn(spec.whenDue().events)).toEqual([['cleo', 'A', 1]])
  })
})
