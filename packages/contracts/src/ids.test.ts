import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Value } from 'typebox/value'
import { derivedId, hashCharacters, hashInId, type IdPrefix, randomId } from './ids.ts'
import { keyHash } from './key-hash.ts'
import { ownId } from './scalars.ts'

const prefixes: IdPrefix[] = ['ent', 'off', 'rel', 'lot', 'ntc']
const prefix = fc.constantFrom(...prefixes)
const key = fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/)

describe('our ids', () => {
  test('fit their schema and carry the hash of their key', () => {
    fc.assert(
      fc.property(prefix, key, fc.string(), (prefix, key, cause) => {
        for (const id of [randomId(prefix, key), derivedId(prefix, key, cause)]) {
          expect(Value.Check(ownId(prefix), id)).toBe(true)
          expect(hashInId(id)).toBe(keyHash(key))
        }
      }),
    )
  })

  test('of one prefix are no ids of another', () => {
    expect(Value.Check(ownId('off'), randomId('ent', 'e'))).toBe(false)
  })

  test('at random differ', () => {
    expect(new Set(Array.from({ length: 1000 }, () => randomId('ent', 'e'))).size).toBe(1000)
  })

  test('that are derived are the same for the same cause and purpose, and differ where any of it differs', () => {
    const ids = [
      derivedId('off', 'e', 'release:e@1', '0'),
      derivedId('off', 'e', 'release:e@1', '1'),
      derivedId('off', 'e', 'release:e@2', '0'),
      derivedId('off', 'f', 'release:e@1', '0'),
      derivedId('lot', 'e', 'release:e@1', '0'),
      derivedId('off', 'e', 'release:e@1,0'),
    ]
    expect(derivedId('off', 'e', 'release:e@1', '0')).toBe(ids[0])
    expect(new Set(ids.map((id) => id.slice(4))).size).toBe(ids.length)
  })

  test('keep hashes apart at their edges', () => {
    expect(hashCharacters('abc')).toHaveLength(7)
    for (const hash of ['21', 'abc', 'foobar']) expect(hashInId(`off_${hashCharacters(hash)}`)).toBe(keyHash(hash))
  })
})
