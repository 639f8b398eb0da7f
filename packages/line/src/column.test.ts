import { describe, expect, test } from '@jest/globals'
import { anEntry } from '../test/an-entry.ts'
import { NOWHERE } from './aside.ts'
import { createColumn } from './column.ts'
import { createEntryTable } from './entry-table.ts'
import { ANY, OUT } from './min-tree.ts'
import { createWishes } from './wishes.ts'

/** Members at the slots 3, 13, 23 and so on; they take 4, 3, 2, 1, 4, ... tickets at least. */
function aColumn(length: number) {
  const column = createColumn(createEntryTable(createWishes()))
  for (let i = 0; i < length; i += 1) column.append(3 + 10 * i, 4 - (i % 4))
  return column
}

describe('column', () => {
  test('of nobody', () => {
    const column = createColumn(createEntryTable(createWishes()))
    expect([column.size, column.least(), column.before(7), column.next(0, ANY)]).toEqual([0, OUT, 0, NOWHERE])
  })

  test('counts its members before a slot of the lane, whether it is one of theirs or not', () => {
    const column = aColumn(20)
    expect([0, 3, 4, 13, 14, 193, 194, 999].map(column.before)).toEqual([0, 0, 1, 1, 2, 19, 20, 20])
    expect(column.size).toBe(20)
  })

  test('finds the next slot whose entry takes what is free', () => {
    const column = aColumn(20)
    expect(column.next(0, 4)).toBe(3)
    expect(column.next(0, 1)).toBe(33)
    expect(column.next(33, 1)).toBe(73)
    expect(column.next(0, 0)).toBe(NOWHERE)
    expect(column.next(193, 4)).toBe(NOWHERE)
  })

  test('leaves out who was removed until it is restored, with another quantity perhaps', () => {
    const column = aColumn(5)
    column.remove(33)
    expect([column.size, column.least(), column.before(43), column.next(0, 1)]).toEqual([4, 2, 3, NOWHERE])
    column.restore(33, 2)
    expect([column.size, column.before(43), column.next(24, 2), column.next(0, 1)]).toEqual([5, 4, 33, NOWHERE])
  })

  test('counts and finds those between the slots of the lane too', () => {
    const table = createEntryTable(createWishes())
    const column = createColumn(table)
    for (const slot of [0, 1, 2]) column.append(slot, 3)
    const row = table.add(anEntry(1))
    table.setSlot(row, 0.5)
    column.aside.add(row)
    expect([column.size, column.least(), column.before(1), column.before(0.5)]).toEqual([4, 1, 2, 1])
    expect([column.next(-1, 3), column.next(0, 3), column.next(0.5, 3), column.next(-1, 1)]).toEqual([0, 0.5, 1, 0.5])
    column.aside.remove(row)
    expect([column.size, column.least(), column.next(0, 3)]).toEqual([3, 3, 1])
  })
})
