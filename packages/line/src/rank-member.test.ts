import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createEntryTable } from './entry-table.ts'
import { rankMember } from './rank-member.ts'
import { createWishes } from './wishes.ts'

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, 1, 2 ** 31, 2 ** 53, 2 ** 53 + 2, Number.MIN_VALUE, Number.MAX_VALUE),
)
const standing = fc.record({
  key: fc.constantFrom(0, 1, -1.5),
  score: number,
  id: fc.stringMatching(/^[0-9A-Za-z_]{1,4}$/),
})

test('members of equal keys stand byte by byte as the line has them, and others by their keys', () => {
  const table = createEntryTable(createWishes())
  const rowOf = ({ key, score, id }: { key: number; score: number; id: string }) => {
    const entry = { entryId: id, tier: '', ticketTypes: ['floor'], quantity: 1, minQuantity: 1, score, joinedAt: 0 }
    const row = table.add(entry)
    table.setLane(row, 0, key)
    return row
  }
  fc.assert(
    fc.property(standing, standing, (a, b) => {
      const bytes = Buffer.compare(Buffer.from(rankMember(a.id, a.score)), Buffer.from(rankMember(b.id, b.score)))
      expect(Math.sign(a.key - b.key || bytes)).toBe(Math.sign(table.compare(rowOf(a), rowOf(b))))
    }),
    { numRuns: 2000 },
  )
})

test('the member ends with the id', () => {
  expect(rankMember('ent_1', 1)).toBe('bff0000000000000ent_1')
})
