import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createRankTree } from './rank-tree.ts'

describe('rank tree', () => {
  test('is empty at first', () => {
    const ranks = createRankTree()
    expect(ranks.size).toBe(0)
    expect(ranks.before(0)).toBe(0)
  })

  test('counts who is in before an index, whatever was taken out and in again', () => {
    const turns = fc.array(fc.option(fc.nat(), { nil: 'append' as const }), { maxLength: 200, size: 'max' })
    fc.assert(
      fc.property(turns, (turns) => {
        const ranks = createRankTree()
        const members: boolean[] = []
        for (const turn of turns) {
          if (turn === 'append' || members.length === 0) {
            ranks.append()
            members.push(true)
          } else {
            const index = turn % members.length
            ranks.change(index, members[index] ? -1 : 1)
            members[index] = !members[index]
          }
        }
        const counts = Array.from({ length: members.length + 1 }, (_, index) => ranks.before(index))
        expect(counts).toEqual(counts.map((_, index) => members.slice(0, index).filter(Boolean).length))
        expect(ranks.size).toBe(members.filter(Boolean).length)
        const inside = members.flatMap((isIn, index) => (isIn ? [index] : []))
        expect(inside.map((_, before) => ranks.find(before))).toEqual(inside)
      }),
    )
  })
})
