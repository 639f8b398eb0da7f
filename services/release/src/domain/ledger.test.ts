import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { HOUR, inLine, iso, joined, START } from '@waitlist/line/example-events'
import { accountsFrom } from './account-reply.ts'
import { act, actId, claim, decline, purchase, refund, type Spec, sale } from './example-commands.ts'

const ledgerOf = (spec: Spec) => accountsFrom(spec.state, 0, 100).releases
const names = (batch: { offers: readonly { customerId: string; status: string }[] } | undefined) =>
  batch?.offers.map(({ customerId, status }) => `${customerId} ${status}`)

describe('the account of a release', () => {
  test('of an organizer: batches with their times, offers and outcomes', () => {
    const spec = sale({}, ...inLine(['ann', 'ben', 'cleo', 'dee']))
    spec.at(START).when(act('first', 3, { batchSize: 2, batchInterval: '1 hour' }))
    spec.when(decline('ann'))
    spec.when(claim('ben'))
    spec.when(purchase('ben'))
    spec.at(START + HOUR).whenDue()
    const [release] = ledgerOf(spec)
    expect(release).toMatchObject({
      ...{ releaseId: actId('first'), source: 'release', sourceId: actId('first'), ticketType: 'A', quantity: 3 },
      plan: { from: 'new', quantity: 3, batchSize: 2, batchInterval: '1 hour' },
      ...{ scheduled: 0, pooled: 0, returned: 0 },
    })
    expect(release?.batches.map(({ batch, startedAt, freed, offered }) => [batch, startedAt, freed, offered])).toEqual([
      [1, iso(START), 2, 3],
      [2, iso(START + HOUR), 1, 1],
    ])
    expect(names(release?.batches[0])).toEqual(['ann declined', 'ben fulfilled', 'cleo open'])
    expect(release?.batches[0]?.offers[1]).toMatchObject({ bought: 1, endedAt: expect.any(String) })
    expect(names(release?.batches[1])).toEqual(['dee open'])
  })

  test('says when the next batch comes while some are scheduled', () => {
    const spec = sale({}, ...inLine(['ann', 'ben']))
    spec.at(START).when(act('first', 5, { batchSize: 2, batchInterval: '1 hour' }))
    expect(ledgerOf(spec)[0]).toMatchObject({ scheduled: 3, nextBatchAt: iso(START + HOUR), returned: 0 })
  })

  test('of a refund names who was passed over, and by which rule', () => {
    const spec = sale({}, joined('ann', 1, { quantity: 4 }), joined('ben', 2))
    spec.when(refund('r-1'))
    const [release] = ledgerOf(spec)
    expect(release).toMatchObject({ source: 'refund', sourceId: 'r-1', quantity: 1 })
    expect(release?.batches).toMatchObject([
      { batch: 1, freed: 1, passedOver: [{ entryId: told.entryOf('ann'), rule: 'skip' }], passedOverMore: 0 },
    ])
    spec.when(decline('ben'))
    expect(ledgerOf(spec)[0]?.pooled).toBe(1)
  })

  test('tells what went back to public sale apart from what is pooled', () => {
    const spec = sale({ keepPool: true }, ...inLine(['ann']))
    spec.when(act('first', 3))
    spec.when(refund('r-1', 2))
    expect(ledgerOf(spec).map(({ pooled, returned }) => [pooled, returned])).toEqual([
      [2, 0],
      [2, 0],
    ])
    spec.following(told.closed()).whenDue()
    expect(ledgerOf(spec).map(({ pooled, returned }) => [pooled, returned])).toEqual([
      [0, 3],
      [0, 2],
    ])
  })

  test('out of the pool is an account of its own', () => {
    const spec = sale({ autoRelease: false }, ...inLine(['ann']))
    spec.when(refund('r-1', 2))
    spec.when(act('first', 1, { from: 'pool' }))
    expect(ledgerOf(spec).map(({ source, quantity, pooled }) => [source, quantity, pooled])).toEqual([
      ['refund', 2, 1],
      ['release', 1, 0],
    ])
  })

  test('comes in pages', () => {
    const spec = sale({ keepPool: true })
    for (const id of ['a', 'b', 'c']) spec.when(refund(id))
    expect(accountsFrom(spec.state, 0, 2)).toMatchObject({ releases: [{ sourceId: 'a' }, { sourceId: 'b' }], next: 2 })
    expect(accountsFrom(spec.state, 2, 2)).toMatchObject({ releases: [{ sourceId: 'c' }], next: undefined })
    expect(accountsFrom(spec.state, 9, 2)).toEqual({ releases: [], next: undefined })
  })
})
