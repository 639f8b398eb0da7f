import { expect, test } from '@jest/globals'
import { derivedId, type EntryStatus } from '@waitlist/contracts'
import fc from 'fast-check'
import { addEntry, type CountedEntry, changeEntry, createEntryTable, entryOf } from './entry-table.ts'

const idOf = (n: number) => derivedId('ent', 'show-1', `${n}`)
const statuses: readonly EntryStatus[] = ['waiting', 'offered', 'claimed', 'purchased', 'left', 'lapsed']
const wishes = [
  { tier: 'vip', ticketTypes: ['standing'] },
  { tier: 'vip', ticketTypes: ['standing', 'seated'] },
  { tier: 'standard', ticketTypes: ['seated', 'standing'] },
] as const

test('the entries are those of a map', () => {
  const joins = fc.record({ wish: fc.constantFrom(...wishes), joinedAt: fc.integer({ min: 0, max: 2e12 }) })
  const changes = fc.record({ n: fc.nat(60), status: fc.constantFrom(...statuses), reached: fc.nat(7) })
  fc.assert(
    fc.property(fc.array(fc.oneof(joins, changes), { maxLength: 200 }), (steps) => {
      const [table, model] = [createEntryTable(), new Map<number, CountedEntry>()]
      for (const step of steps) {
        if ('wish' in step) {
          addEntry(table, idOf(model.size), step.wish, step.joinedAt)
          model.set(model.size, { ...step, status: 'waiting', reached: 0 })
          continue
        }
        const known = model.get(step.n)
        if (!known) continue
        const { status, reached } = step
        changeEntry(table, idOf(step.n), { status, reached })
        model.set(step.n, { ...known, status, reached })
      }
      for (let n = 0; n <= model.size; n += 1) expect(entryOf(table, idOf(n))).toEqual(model.get(n))
    }),
  )
})

test('entries that want the same share it, and an entry takes few bytes', () => {
  const table = createEntryTable()
  for (let n = 0; n < 10_000; n += 1) addEntry(table, idOf(n), wishes[n % 3] as (typeof wishes)[number], n)
  expect(table.wishes).toEqual(wishes)
  const { joinedAt, facts, rows } = table
  const bytes = [joinedAt, facts, rows.keys, rows.slots].reduce((sum, column) => sum + column.byteLength, 0)
  expect(bytes).toBeLessThan(10_000 * 60)
})
