import { describe, expect, test } from '@jest/globals'
import { anEntry } from '../test/an-entry.ts'
import { createEntryTable } from './entry-table.ts'
import { createLane } from './lane.ts'
import type { LineEntry } from './line-types.ts'
import { createWishes } from './wishes.ts'

/** A lane by score, and how to put and remove in it. */
function aLane() {
  const table = createEntryTable(createWishes())
  const lane = createLane(table)
  const put = (entry: LineEntry) => {
    const row = table.add(entry)
    table.setLane(row, 0, entry.score)
    lane.put(row)
    return row
  }
  const scores = () => [...lane.rows()].map((row) => table.entry(row).score)
  return { table, lane, put, scores }
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

describe('lane', () => {
  test('appends who arrives', () => {
    const { table, lane, put, scores } = aLane()
    const rows = range(0, 20).map((score) => put(anEntry(score)))
    expect(rows.map(table.slot)).toEqual(range(0, 20))
    expect(rows.map((_, slot) => lane.before(slot))).toEqual(range(0, 20))
    expect(scores()).toEqual(range(0, 20))
  })

  test('gives an entry the slot back that it left, without building anew', () => {
    const { table, lane, put } = aLane()
    const rows = range(0, 20).map((score) => put(anEntry(score)))
    lane.remove(rows[5] as number)
    expect(lane.before(19)).toBe(18)
    const row = put(anEntry(5, { quantity: 3 }))
    expect(table.slot(row)).toBe(5)
    expect([lane.size, lane.before(19), lane.columns.ofType(0)?.next(4, 2)]).toEqual([20, 19, 6])
    expect(lane.rowAt(5)).toBe(row)
  })

  test('does not take the old slot of an entry that wants other types now', () => {
    const { table, lane, put, scores } = aLane()
    const rows = range(0, 5).map((score) => put(anEntry(score, { ticketTypes: score < 3 ? ['floor'] : ['box'] })))
    lane.remove(rows[1] as number)
    const row = put(anEntry(1, { ticketTypes: ['box'] }))
    expect(scores()).toEqual([0, 1, 2, 3, 4])
    expect([0, 1].map((type) => lane.columns.ofType(type)?.size)).toEqual([2, 3])
    expect(lane.columns.ofType(1)?.next(0, 1)).toBe(table.slot(row))
  })

  test('gives places in the middle without building anew', () => {
    const { table, lane, put, scores } = aLane()
    const rows = range(0, 50).map((score) => put(anEntry(2 * score)))
    const late = [31, 7, 55].map((score) => put(anEntry(score)))
    expect(rows.map(table.slot)).toEqual(range(0, 50))
    expect(late.map(table.slot).map(lane.before)).toEqual([17, 4, 30])
    expect(late.map(table.slot).map(lane.rowAt)).toEqual(late)
    expect(scores()).toEqual([...range(0, 50).map((score) => 2 * score), 7, 31, 55].sort((a, b) => a - b))
    expect(scores()).toEqual(range(0, 53).map((before) => table.entry(lane.nth(before)).score))
  })

  test('is built anew once many stand between its slots', () => {
    const { table, lane, put, scores } = aLane()
    const last = [0, 1_000].map((score) => put(anEntry(score)))[1] as number
    for (const score of range(1, 65)) put(anEntry(score))
    expect(table.slot(last)).toBe(1)
    put(anEntry(65))
    expect([table.slot(last), lane.size, scores().length]).toEqual([66, 67, 67])
  })

  test.each([
    ['ahead of', (n: number) => -n],
    ['behind', (n: number) => n],
  ])('has room between two slots however often one comes in %s the last one', (_, scoreOf) => {
    const { table, lane, put, scores } = aLane()
    for (const score of range(-5_000, -900)) put(anEntry(score))
    put(anEntry(1_000_000))
    const rows = range(1, 120).map((n) => put(anEntry(scoreOf(n))))
    expect(rows.every((row) => !Number.isInteger(table.slot(row)))).toBe(true)
    expect(new Set(rows.map(table.slot)).size).toBe(119)
    expect(scores().slice(4_100, -1)).toEqual(
      range(1, 120)
        .map(scoreOf)
        .sort((a, b) => a - b),
    )
    expect(rows.map((row) => lane.before(table.slot(row)) - 4_100)).toEqual(
      rows.map((row) => scores().slice(4_100).indexOf(table.entry(row).score)),
    )
  })

  test('forgets who is removed from between the slots', () => {
    const { lane, put, scores } = aLane()
    put(anEntry(2))
    lane.remove(put(anEntry(1)))
    expect([lane.size, lane.columns.ofType(0)?.size, ...scores()]).toEqual([1, 1, 2])
  })

  test('drops empty slots once they are more than half, so rows are used again', () => {
    const { table, lane, put, scores } = aLane()
    const rows = range(0, 100).map((score) => put(anEntry(score)))
    for (const row of rows.slice(0, 50)) lane.remove(row)
    expect(table.slot(rows[99] as number)).toBe(99)
    lane.remove(rows[50] as number)
    expect(table.slot(rows[99] as number)).toBe(48)
    expect(scores()).toEqual(range(51, 100))
    expect(put(anEntry(100))).toBeLessThan(51)
  })

  test.each([
    ['arrive and leave', (n: number) => n],
    ['come to a place in the middle and leave', (n: number) => 1_000 - n / 100],
  ])('uses few rows however many %s', (_, scoreOf) => {
    const { lane, put } = aLane()
    put(anEntry(0))
    put(anEntry(100_000))
    const used = range(1, 5_000).map((n) => {
      const row = put(anEntry(scoreOf(n), { entryId: `ent_n${n}` }))
      lane.remove(row)
      return row
    })
    expect(Math.max(...used)).toBeLessThan(300)
  })

  test('uses few rows however often one leaves and comes back', () => {
    const { lane, put } = aLane()
    const rows = range(0, 10).map((score) => put(anEntry(score)))
    let row = rows[4] as number
    for (let n = 0; n < 1_000; n += 1) {
      lane.remove(row)
      row = put(anEntry(4))
      expect(row).toBeLessThan(12)
    }
  })

  test('dissolves into the rows of those who wait', () => {
    const { table, lane, put } = aLane()
    const rows = range(10, 20).map((score) => put(anEntry(score)))
    rows.push(put(anEntry(5)), put(anEntry(6)))
    lane.remove(rows[0] as number)
    lane.remove(rows[11] as number)
    expect(new Set(lane.dissolve())).toEqual(new Set(rows.slice(1, 11)))
    expect([table.add(anEntry(1)), table.add(anEntry(2))].sort((a, b) => a - b)).toEqual([rows[0], rows[11]])
  })
})
