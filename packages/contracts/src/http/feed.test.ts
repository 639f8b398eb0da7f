import { describe, expect, test } from '@jest/globals'
import { createValidate } from '../validate.ts'
import { FeedQuery, MAX_BATCH, PublishBody } from './feed.ts'

describe('the query of the feed', () => {
  const query = createValidate(FeedQuery)

  test('filters by known types, comma separated', () => {
    for (const types of ['OfferMade', 'OfferMade,RefundIssued', 'TicketsSoldOut,OfferMade,OfferMade']) {
      expect(query({ types })).toEqual([])
    }
    for (const types of [
      '',
      'offermade',
      'OfferMade,',
      ',OfferMade',
      'OfferMade, RefundIssued',
      'OfferMadeX',
      'X',
      'OfferMade|X',
    ]) {
      expect(query({ types })).not.toEqual([])
    }
  })

  test('takes 1 to 10,000 events', () => {
    for (const limit of [1, 1000, 10_000]) expect(query({ limit })).toEqual([])
    for (const limit of [0, -1, 10_001, 1.5]) expect(query({ limit })).not.toEqual([])
  })

  test('refuses what it does not know, and an empty cursor', () => {
    expect(query({ from: 0 })).not.toEqual([])
    expect(query({ after: '' })).not.toEqual([])
  })
})

test('a publishing request is one object or a list of a bounded number of anything', () => {
  const body = createValidate(PublishBody)
  for (const value of [{}, { specversion: '1.0' }, [{}], [null, 5], Array(MAX_BATCH).fill({})])
    expect(body(value)).toEqual([])
  for (const value of [[], 'x', 5, null, Array(MAX_BATCH + 1).fill({})]) expect(body(value)).not.toEqual([])
})
