import { describe, expect, test } from '@jest/globals'
import { peopleKeysFault, peopleKeysFrom } from './people-keys.ts'

const [one, two] = ['the first secret of all', 'another secret of all']
const namesOf = (text: string) => peopleKeysFrom(text).map(({ name }) => name)

describe('PEOPLE_KEY', () => {
  test('is a bare secret, or id:secret, several by comma', () => {
    expect(namesOf(one)).toHaveLength(1)
    expect(namesOf(`k1:${one}`)).toEqual(namesOf(one))
    expect(namesOf(`k2:${two}, k1:${one}`)).toEqual([...namesOf(two), ...namesOf(one)])
    expect(namesOf('a bare secret: with, a comma')).toHaveLength(1)
  })

  test('gives each use of each secret another key, the same every time', () => {
    const [key, other] = peopleKeysFrom(`k1:${one},k2:${two}`)
    const of = (each: typeof key | undefined) => [each?.commandHash('x'), each?.fingerprint('x'), each?.name]
    expect(new Set([...of(key), ...of(other)]).size).toBe(6)
    expect(of(peopleKeysFrom(`${one}`)[0])).toEqual(of(key))
    expect(key.encryption).toHaveLength(32)
    expect(key.encryption.equals(other?.encryption as Buffer)).toBe(false)
  })

  test.each([
    ['brief', 'too short'],
    ['k1:brief', 'too short'],
    [`k2:${two},k1:brief`, 'too short'],
    [`k1:${two},k1:${one}`, 'an id twice'],
    [`k1:${one},k2:${one}`, 'the same secret twice'],
  ])('%s is refused', (text, fault) => {
    expect(peopleKeysFault(text)).toContain(fault)
  })

  test.each([one, `k1:${one}`, `k2:${two},k1:${one}`, 'a bare secret: with, a comma'])('%s is taken', (text) => {
    expect(peopleKeysFault(text)).toBeUndefined()
  })
})
