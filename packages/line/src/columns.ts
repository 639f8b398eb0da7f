import { type Column, createColumn } from './column.ts'
import type { EntryTable } from './entry-table.ts'

/** The columns of a lane: one for each type, and one for each group of several types that entries wait for. */
export type Columns = {
  /** Those who wait for a type. */
  ofType(type: number): Column | undefined
  /** Those who wait for the same several types, by the number of the group. */
  readonly groups: ReadonlyMap<number, Column>
  append(row: number, slot: number): void
  remove(row: number, slot: number): void
  restore(row: number, slot: number): void
  /** Adds a row that stands between the slots, and takes it out. */
  insert(row: number): void
  withdraw(row: number): void
}

export function createColumns(table: EntryTable): Columns {
  const types = new Map<number, Column>()
  const groups = new Map<number, Column>()

  function own(row: number): Column[] {
    const wish = table.wish(row)
    const columns = wish.types.map((type) => columnIn(table, types, type))
    return wish.group === undefined ? columns : [...columns, columnIn(table, groups, wish.group)]
  }

  return {
    ofType: (type) => types.get(type),
    groups,
    append(row, slot) {
      for (const column of own(row)) column.append(slot, table.minQuantity(row))
    },
    remove(row, slot) {
      for (const column of own(row)) column.remove(slot)
    },
    restore(row, slot) {
      for (const column of own(row)) column.restore(slot, table.minQuantity(row))
    },
    insert(row) {
      for (const column of own(row)) column.aside.add(row)
    },
    withdraw(row) {
      for (const column of own(row)) column.aside.remove(row)
    },
  }
}

function columnIn(table: EntryTable, columns: Map<number, Column>, number: number): Column {
  const known = columns.get(number)
  if (known) return known
  const column = createColumn(table)
  columns.set(number, column)
  return column
}
