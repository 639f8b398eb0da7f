import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, foundEmpty, inLine, joined, left } from '@waitlist/line/example-events'
import { act, balanceOf, decline, offersIn, purchase, refund, type Spec, sale } from './example-commands.ts'

const asks = (free: number, ticketType = 'A') => ({ type: 'TicketsUnwanted', data: { ticketType, free } }) as const
const returns = (quantity: number, ticketType = 'A') =>
  ({ type: 'TicketsReturnedToPublic', data: { ticketType, quantity, reason: 'unwanted' } }) as const

/** Two free tickets that nobody in release's line takes; the question is asked. */
const asked = (...line: ReturnType<typeof joined>[]) => {
  const spec = sale({}, ...line)
  spec.when(refund('r1', 2))
  spec.whenDue().then(asks(2))
  return spec
}
/** Join's answer to the newest question about a type. */
const answer = (spec: Spec, ticketType = 'A') =>
  spec.following(foundEmpty(ticketType, spec.state.questions.get(ticketType)?.askedAt ?? 0))

describe('free tickets that nobody takes', () => {
  test('are asked about once, with the line that was seen, and stay until join has answered', () => {
    const spec = sale({}, ...inLine(['ann'], { quantity: 4 }))
    spec.when(refund('r1', 2)).then({ type: 'TicketsReleased' })
    spec.whenDue().then({ type: 'TicketsUnwanted', data: { ticketType: 'A', free: 2, lineVersion: 3 } })
    spec.whenDue().thenNothing()
    expect(balanceOf(spec)).toEqual({ released: 2, free: 2 })
  })

  test('go back when join found the line empty, and only once', () => {
    const spec = answer(asked())
    spec.whenDue().then(returns(2))
    spec.whenDue().thenNothing()
    expect(balanceOf(spec)).toEqual({ released: 2, returned: 2 })
  })

  test('of each type are asked about and given back by themselves', () => {
    const spec = asked()
    spec.when(refund('r1', 1, { ticketType: 'B' }))
    spec.whenDue().then(asks(1, 'B'))
    answer(spec, 'B').whenDue().then(returns(1, 'B'))
    answer(spec).whenDue().then(returns(2))
  })

  test('are not given back on an answer that nobody gave', () => {
    asked().following(foundEmpty('B', 99)).whenDue().thenNothing()
  })
})

describe('an answer does not count', () => {
  test('when something came free after the question: it is asked again', () => {
    const spec = asked()
    const question = spec.state.version
    spec.when(refund('r2', 1))
    spec.following(foundEmpty('A', question)).whenDue().then(asks(3))
    spec.following(foundEmpty('A', question)).whenDue().thenNothing()
    answer(spec).whenDue().then(returns(3))
  })

  test('also when what came free was an offer that ended', () => {
    const spec = sale({}, ...inLine(['ann']))
    spec.when(act('first', 2))
    spec.whenDue().then(asks(1))
    const question = spec.state.version
    spec.when(decline('ann')).then({ type: 'OfferDeclined' })
    spec.following(foundEmpty('A', question)).whenDue().then(asks(2))
  })

  test('when release’s own line disagrees by then: the tickets are offered', () => {
    const spec = asked()
    const question = spec.state.version
    spec.following(...inLine(['ann']), foundEmpty('A', question))
    const { events } = spec.whenDue()
    expect(offersIn(events)).toEqual([['ann', 'A', 1]])
    expect(events.at(-1)).toMatchObject(returns(1))
  })

  test('twice: what comes free later needs a question of its own', () => {
    const spec = answer(asked())
    spec.whenDue().then(returns(2))
    spec.when(refund('r2', 1))
    spec.whenDue().then(asks(1))
  })
})

describe('while join does not answer', () => {
  test('each change of the line is a reason to ask again', () => {
    const spec = asked()
    spec
      .following(joined('ann', 1, { quantity: 4 }))
      .whenDue()
      .then(asks(2))
    spec.whenDue().thenNothing()
    spec.following(left('ann')).whenDue().then(asks(2))
    spec
      .following(told.paused({ joining: true }))
      .whenDue()
      .then(asks(2))
    answer(spec).whenDue().then(returns(2))
  })

  test('an answer to the older question counts as well, when nothing came free since', () => {
    const spec = asked()
    const question = spec.state.version
    spec
      .following(joined('ann', 1, { quantity: 4 }))
      .whenDue()
      .then(asks(2))
    spec.following(foundEmpty('A', question)).whenDue().then(returns(2))
  })

  test('a late purchase may take the tickets, and nothing is left to give back', () => {
    const spec = sale({}, ...inLine(['ann']))
    spec.when(act('first', 1))
    spec.when(decline('ann'))
    spec.whenDue().then(asks(1))
    spec.when(purchase('ann')).then({ type: 'PurchaseCameLate' })
    answer(spec).whenDue().thenNothing()
    expect(balanceOf(spec)).toEqual({ released: 1, fulfilled: 1 })
  })
})

describe('tickets stay with the list', () => {
  test('under strict as long as anybody waits for the type', () => {
    const spec = sale({ fit: { kind: 'strict' } }, ...inLine(['ann'], { quantity: 4 }))
    spec.when(refund('r1', 1))
    spec.whenDue().thenNothing()
    spec.following(left('ann')).whenDue().then(asks(1))
  })

  test('under skip not for somebody who wants more than there is', () => {
    const spec = sale({}, ...inLine(['ann'], { quantity: 4 }))
    spec.when(refund('r1', 1))
    spec.whenDue().then(asks(1))
    answer(spec).whenDue().then(returns(1))
  })

  test('while offering is paused, even when an answer is there', () => {
    const spec = asked().following(told.paused({ offering: true }))
    answer(spec).whenDue().thenNothing()
    spec.following(told.paused({})).whenDue().then(returns(2))
  })

  test('when the settings in force say so', () => {
    const spec = asked().following(configured({ keepPool: true }))
    answer(spec).whenDue().thenNothing()
  })
})
