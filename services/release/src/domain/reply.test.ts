import { describe, expect, test } from '@jest/globals'
import { createValidate, ReleaseReply } from '@waitlist/contracts'
import * as told from '@waitlist/line/example-events'
import { entryOf, HOUR, inLine, iso, joined, offerOf, START } from '@waitlist/line/example-events'
import { releaseDecider } from './decide.ts'
import { act, actId, claim, decline, refund, type Spec, sale } from './example-commands.ts'
import { releaseReply } from './reply.ts'

const contract = createValidate(ReleaseReply)
const replyOf = (spec: Spec, name = 'first') => releaseReply(spec.state, actId(name))
const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}`)

describe('the answer of a release', () => {
  test('says what was offered, what is pooled and who was passed over', () => {
    const spec = sale({}, joined('ann', 1, { quantity: 4 }), joined('ben', 2)).at(START)
    spec.when(act('first', 3))
    expect(replyOf(spec)).toEqual({
      releaseId: actId('first'),
      ticketType: 'A',
      quantity: 3,
      offers: [expect.objectContaining({ offerId: offerOf('ben'), status: 'open', quantity: 1 })],
      scheduled: 0,
      pooled: 2,
      passedOver: [{ entryId: entryOf('ann'), rule: 'skip' }],
    })
    expect(contract(replyOf(spec))).toEqual([])
  })

  test('says what is scheduled and when', () => {
    const spec = sale({}, ...inLine(['ann'])).at(START)
    spec.when(act('first', 5, { batchSize: 2, batchInterval: '1 hour' }))
    expect(replyOf(spec)).toMatchObject({ quantity: 5, scheduled: 3, pooled: 1, nextBatchAt: iso(START + HOUR) })
    expect(contract(replyOf(spec))).toEqual([])
  })

  test('has nothing pooled when an offer is completed with tickets that were free before', () => {
    const spec = sale({}, joined('ann', 1, { quantity: 3 })).at(START)
    spec.when(refund('r1', 2))
    spec.when(act('first', 1))
    expect(replyOf(spec)).toMatchObject({ quantity: 1, offers: [{ quantity: 3 }], pooled: 0 })
    expect(contract(replyOf(spec))).toEqual([])
  })

  test('of a release from the pool is about these tickets', () => {
    const spec = sale({ autoRelease: false }, ...inLine(['ann'])).at(START)
    spec.when(refund('r1', 5))
    spec.when(act('first', 2, { from: 'pool' }))
    expect(replyOf(spec)).toMatchObject({ quantity: 2, offers: [{ quantity: 1 }], pooled: 1, scheduled: 0 })
  })

  test('has all offers and each entry passed over once, when the choice took several commits', () => {
    const spec = sale({}, joined('big', 0, { quantity: 600 }), ...inLine(names(450))).at(START)
    spec.when(act('first', 450))
    spec.whenDue()
    const reply = replyOf(spec)
    expect(reply.offers.map((offer) => offer.offerId)).toEqual(names(450).map((name) => offerOf(name)))
    expect(reply).toMatchObject({ pooled: 0, passedOver: [{ entryId: entryOf('big'), rule: 'skip' }] })
  })

  test('is the first one, whatever happens to the offers and batches after', () => {
    const spec = sale({}, ...inLine(['ann', 'ben', 'cleo', 'dan'])).at(START)
    spec.when(act('first', 4, { batchSize: 2, batchInterval: '1 hour' }))
    const first = replyOf(spec)
    spec.when(claim('ann'))
    spec.when(decline('ben'))
    spec.at(START + HOUR).whenDue()
    spec.at(START + 48 * HOUR).whenDue()
    expect(replyOf(spec)).toEqual(first)
    expect(first.offers).toHaveLength(2)
  })

  test('while offering is paused has everything pooled, also after it was offered', () => {
    const spec = sale({}, ...inLine(['ann']), told.paused({ offering: true })).at(START)
    spec.when(act('first', 1))
    const first = replyOf(spec)
    expect(first).toMatchObject({ offers: [], pooled: 1 })
    spec.following(told.paused({})).whenDue()
    expect(replyOf(spec)).toEqual(first)
  })

  test('of acts that go on in one turn has the offers of each', () => {
    const others = names(250).map((name, index) => joined(`b-${name}`, 1000 + index, { ticketTypes: ['B'] }))
    const spec = sale({}, ...inLine(names(250)), ...others).at(START)
    spec.when(act('first', 250))
    spec.when(act('second', 250, { ticketType: 'B' }))
    spec.whenDue()
    expect([replyOf(spec).offers.length, replyOf(spec, 'second').offers.length]).toEqual([250, 250])
  })

  test('is built from the receipt by the decider; other receipts are the answer themselves', () => {
    const spec = sale({}, ...inLine(['ann'])).at(START)
    spec.when(act('first', 1))
    expect(releaseDecider.answer?.({ releaseId: actId('first') }, spec.state)).toEqual(replyOf(spec))
    const claimed = { offer: {}, purchaseBy: iso(START) }
    expect(releaseDecider.answer?.(claimed, spec.state)).toBe(claimed)
    expect(releaseDecider.answer?.(undefined, spec.state)).toBeUndefined()
  })

  test('of a release that never was is a mistake', () => {
    expect(() => replyOf(sale())).toThrow(actId('first'))
  })
})
