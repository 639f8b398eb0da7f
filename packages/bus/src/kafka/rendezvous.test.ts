import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { shareOut } from './rendezvous.ts'

const addresses = fc.uniqueArray(fc.webUrl(), { minLength: 1, maxLength: 9 })
const ownersOf = (shares: ReadonlyMap<string, readonly number[]>) =>
  new Map([...shares].flatMap(([address, share]) => share.map((partition) => [partition, address] as const)))

test('everything is given away, once, in shares that differ by one at most', () => {
  fc.assert(
    fc.property(addresses, fc.nat(40), (names, count) => {
      const shares = [...shareOut(names, count).values()]
      expect(shares.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at))
      const sizes = shares.map(({ length }) => length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }),
  )
})

test('everybody comes to the same, in whatever order and how often the addresses are named', () => {
  fc.assert(
    fc.property(addresses, (names) => {
      expect(shareOut([...names.toReversed(), ...names], 12)).toEqual(shareOut(names, 12))
    }),
  )
})

test('few partitions move when one address goes: on average not many more than it had', () => {
  const names = Array.from({ length: 4 }, (_, at) => `http://10.0.0.${at}:3001`)
  const before = ownersOf(shareOut(names, 12))
  const moves = names.map((gone) => {
    const rest = names.filter((name) => name !== gone)
    const after = ownersOf(shareOut(rest, 12))
    return [...after].filter(([partition, address]) => before.get(partition) !== address).length
  })
  expect(moves.reduce((sum, moved) => sum + moved, 0) / moves.length).toBeLessThanOrEqual(6)
})

test('nobody there gets nothing', () => {
  expect(shareOut([], 12)).toEqual(new Map())
})
