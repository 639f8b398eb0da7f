import { describe, expect, test } from '@jest/globals'
import { anEntry } from '../test/an-entry.ts'
import { createEntryTable } from './entry-table.ts'
import { createWishes } from './wishes.ts'

const aTable = () => createEntryTable(createWishes())

describe('entry table', () => {
  test('gives back what was put in, also when it has grown', () => {
    const table = aTable()
    const entries = Array.from({ length: 100 }, (_, n) =>
      anEntry(n, {
        tier: `tier${n % 3}`,
        ticketTypes: n % 2 ? ['floor'] : ['box', 'floor'],
        quantity: 3,
        minQuantity: 2,
      }),
    )
    const rows = entries.map((entry) => table.add(entry))
    expect(rows.map(table.entry)).toEqual(entries)
    expect(rows.every(table.isWaiting)).toBe(true)
  })

  test('keeps a retired row until it is freed, then uses it again', () => {
    const table = aTable()
    const row = table.add(anEntry(1, { tier: 'vip', quantity: 5 }))
    table.retire(row)
    expect(table.isWaiting(row)).toBe(false)
    expect(table.add(anEntry(2))).not.toBe(row)
    table.free(row)
    expect(table.add(anEntry(3))).toBe(row)
    expect(table.entry(row)).toEqual(anEntry(3))
    expect(table.isWaiting(row)).toBe(true)
  })

  test('knows the largest quantities and scores of any kind', () => {
    const table = aTable()
    const entry = anEntry(0.125, { entryId: 'ent_x', quantity: 1_000_000, score: -2.5 })
    expect(table.entry(table.add(entry))).toEqual(entry)
  })

  test('orders by key, then by score, then by id', () => {
    const table = aTable()
    const rowOf = (key: number, score: number, entryId: string) => {
      const row = table.add(anEntry(score, { entryId }))
      table.setLane(row, 0, key)
      return row
    }
    const sorted = [rowOf(1, 9, 'd'), rowOf(2, 1, 'c'), rowOf(2, 2, 'a'), rowOf(2, 2, 'b')]
    expect(sorted.toReversed().sort(table.compare)).toEqual(sorted)
    expect(table.compare(rowOf(2, 2, 'e'), rowOf(2, 2, 'e'))).toBe(0)
  })
})
