import { describe, expect, test } from '@jest/globals'
import { entryOf, joined } from '@waitlist/line/example-events'
import { balanceOf, offersIn, refund, sale } from './example-commands.ts'

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
