import type { EntryTable } from './entry-table.ts'
import type { Lane } from './lane.ts'
import type { Wishes } from './wishes.ts'

/** The inside of a line, as a choice reads it: entries as rows in lanes, settled. */
export type Rows = {
  readonly lanes: readonly Lane[]
  readonly table: EntryTable
  readonly wishes: Wishes
}
