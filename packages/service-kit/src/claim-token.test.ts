import { describe, expect, test } from '@jest/globals'
import { randomId } from '@waitlist/contracts'
import fc from 'fast-check'
import { type ClaimKeys, signClaimToken, verifyClaimToken } from './claim-token.ts'

const old = { id: '2026', secret: 'the secret of last year' }
const current = { id: '2027', secret: 'the secret of this year' }
const keys: ClaimKeys = [current, old]
const offerId = randomId('off', 'concert')
const entryId = randomId('ent', 'concert')

describe('a claim token', () => {
  test('names the first key and says nothing of what it opens', () => {
    const token = signClaimToken(keys, offerId, entryId)
    expect(token).toMatch(/^2027\.[A-Za-z0-9_-]{43}$/)
    expect(token).not.toContain(offerId)
  })

  test('opens its offer, also when another key signs by now', () => {
    const before = signClaimToken([old], offerId, entryId)
    expect(verifyClaimToken(keys, before, offerId, entryId)).toBe(true)
    expect(verifyClaimToken(keys, signClaimToken(keys, offerId, entryId), offerId, entryId)).toBe(true)
  })

  test('opens nothing once its key is gone', () => {
    expect(verifyClaimToken([current], signClaimToken([old], offerId, entryId), offerId, entryId)).toBe(false)
  })

  test('opens no other offer, and none of another entry', () => {
    const token = signClaimToken(keys, offerId, entryId)
    expect(verifyClaimToken(keys, token, randomId('off', 'concert'), entryId)).toBe(false)
    expect(verifyClaimToken(keys, token, offerId, randomId('ent', 'concert'))).toBe(false)
  })

  test('is not taken under the name of another key', () => {
    const [, mac] = signClaimToken([old], offerId, entryId).split('.')
    expect(verifyClaimToken(keys, `2027.${mac}`, offerId, entryId)).toBe(false)
  })

  test('that anybody makes up opens nothing, and never throws', () => {
    const right = signClaimToken(keys, offerId, entryId)
    const near = fc.tuple(fc.nat(right.length - 1), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }))
    const mutated = near.map(([at, unit]) => `${right.slice(0, at)}${unit}${right.slice(at + 1)}`)
    const any = fc.oneof(
      fc.string({ unit: 'binary' }),
      mutated,
      fc.constant(`${right}=`),
      fc.constant(right.slice(0, -1)),
    )
    fc.assert(
      fc.property(any, (token) => {
        expect(verifyClaimToken(keys, token, offerId, entryId)).toBe(token === right)
      }),
    )
  })
})
