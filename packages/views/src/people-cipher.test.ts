import { describe, expect, test } from '@jest/globals'
import { createPeopleCipher, requireKeys } from './people-cipher.ts'
import { peopleKeysFrom } from './people-keys.ts'

const cipherOf = (text: string) => createPeopleCipher(peopleKeysFrom(text))
const old = cipherOf('k1:the first secret of all')
const both = cipherOf('k2:another secret of all,k1:the first secret of all')
const value = { email: 'ann@example.com' }

describe('the cipher of people', () => {
  test('gives back what it sealed, and never seals alike', () => {
    const [first, second] = [old.seal('ann', value), old.seal('ann', value)]
    expect(old.open('ann', first)).toEqual(value)
    expect(first.sealed).not.toBe(second.sealed)
    expect(Buffer.from(first.sealed, 'base64url').toString('latin1')).not.toContain('ann')
  })

  test('opens nothing in another row', () => {
    expect(() => old.open('bob', old.seal('ann', value))).toThrow('is damaged')
  })

  test('opens nothing that was changed', () => {
    const { key, sealed } = old.seal('ann', value)
    const bytes = Buffer.from(sealed, 'base64url')
    for (const at of [0, 12, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] as number) ^ 1
      expect(() => old.open('ann', { key, sealed: changed.toString('base64url') })).toThrow('is damaged')
    }
    expect(() => old.open('ann', { key, sealed: '' })).toThrow('is damaged')
  })

  test('seals with the first key and opens with all', () => {
    expect(both.newest).not.toBe(old.newest)
    expect(both.open('ann', old.seal('ann', value))).toEqual(value)
    expect(() => old.open('ann', both.seal('ann', value))).toThrow(`PEOPLE_KEY lacks the key ${both.newest}`)
  })

  test('says which key is missing before anything is read', () => {
    expect(() => requireKeys(both, [old.newest, both.newest])).not.toThrow()
    expect(() => requireKeys(old, [both.newest])).toThrow(both.newest)
  })

  test('finds an address by the fingerprint of each key', () => {
    expect(both.fingerprints('x')).toEqual([both.fingerprints('x')[0], ...old.fingerprints('x')])
    expect(both.fingerprints('x')).not.toEqual(both.fingerprints('y'))
  })
})
