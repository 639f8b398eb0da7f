import { describe, expect, test } from '@jest/globals'
import { anEntry } from '../test/an-entry.ts'
import { createAside, NOWHERE } from './aside.ts'
import { createEntryTable } from './entry-table.ts'
import { ANY, OUT } from './min-tree.ts'
import { createWishes } from './wishes.ts'

/** Rows at these places; they take 1, 2, 3 … tickets at least. */
function anAside(...slots: readonly number[]) {
  const table = createEntryTable(createWishes())
  const aside = createAside(table)
  const rows = slots.map((slot, index) => {
    const row = table.add(anEntry(slot, { quantity: index + 1 }))
    table.setLane(row, 0, slot)
    table.setSlot(row, slot)
    aside.add(row)
    return row
  })
  return { table, aside, rows }
}

describe('those who stand between the slots', () => {
  test('are nobody at first', () => {
    const { aside } = anAside()
    expect([aside.size, aside.before(9), aside.next(-1, ANY), aside.least()]).toEqual([0, 0, NOWHERE, OUT])
  })

  test('stand in order, however they come', () => {
    const { aside, rows } = anAside(4.5, -0.5, 2.5)
    expect(aside.rows).toEqual([rows[1], rows[2], rows[0]])
    expect([-1, 0, 2.5, 3, 9].map(aside.before)).toEqual([0, 1, 1, 2, 3])
    expect(aside.rowAt(2.5)).toBe(rows[2])
  })

  test('tell who is next behind a place and takes what is free', () => {
    const { aside } = anAside(0.5, 1.5, 2.5)
    expect([-1, 0.5, 1, 2.5].map((slot) => aside.next(slot, ANY))).toEqual([0.5, 1.5, 1.5, NOWHERE])
    expect([0, 1, 2].map((free) => aside.next(0.5, free))).toEqual([NOWHERE, NOWHERE, 1.5])
    expect(aside.least()).toBe(1)
  })

  test('are spread evenly between two slots, the others stay', () => {
    const { table, aside, rows } = anAside(0.5, 1.9, 1.99, 1.999, 2.5)
    aside.spread(2)
    expect(rows.map(table.slot)).toEqual([0.5, 1.25, 1.5, 1.75, 2.5])
    aside.remove(rows[2] as number)
    expect(aside.rows).toEqual([rows[0], rows[1], rows[3], rows[4]])
  })

  test('have an index for one who is still to come', () => {
    const { table, aside } = anAside(1.5, 3.5)
    const comer = table.add(anEntry(2))
    table.setLane(comer, 0, 2)
    expect(aside.indexFor(comer)).toBe(1)
  })
})
