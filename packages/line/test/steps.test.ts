import { expect, test } from '@jest/globals'
import type { Fit } from '@waitlist/contracts'
import { choose } from '../src/choose.ts'
import { createEntryTable, type EntryTable } from '../src/entry-table.ts'
import { createLane } from '../src/lane.ts'
import { createWishes } from '../src/wishes.ts'
import { anEntry } from './an-entry.ts'

/** How often a choice looks at an entry: 100 of the type that only the last 150 of so many wait for, and of the other. */
function looks(size: number, fit: Fit, free: Record<string, number>): number {
  const wishes = createWishes()
  const table = createEntryTable(wishes)
  const lane = createLane(table)
  for (let score = 0; score < size; score += 1) {
    const ticketTypes = score < size - 150 ? ['floor'] : ['box']
    const row = table.add(anEntry(score, { ticketTypes, quantity: 1 + (score % 4) }))
    table.setLane(row, 0, score)
    lane.put(row)
  }
  let count = 0
  const wish: EntryTable['wish'] = (row) => {
    count += 1
    return table.wish(row)
  }
  choose(
    { lanes: [lane], table: { ...table, wish }, wishes },
    fit,
    (type) => free[type] ?? 0,
    Object.keys(free),
    100,
    () => 0,
  )
  return count
}

const skip = { kind: 'skip' } as const
const strict = { kind: 'strict' } as const
const accumulate = { kind: 'accumulate', tickets: 4, hold: '1 hour' } as const

test.each<[string, Fit, Record<string, number>, number]>([
  ['many tickets', skip, { floor: 250 }, 400],
  ['a type wanted at the tail only', skip, { box: 250 }, 400],
  ['two types', skip, { floor: 60, box: 60 }, 400],
  ['a head that blocks', strict, { floor: 2 }, 3],
  ['a head that tickets are held for', accumulate, { floor: 2 }, 6],
  ['nothing that anybody takes', skip, { floor: 0, box: 0 }, 0],
])('a choice of %s looks at as few of 50,000 as of 1,000', (_, fit, free, most) => {
  const few = looks(1_000, fit, free)
  expect(looks(50_000, fit, free)).toBe(few)
  expect(few).toBeLessThanOrEqual(most)
})
