import { describe, expect, test } from '@jest/globals'
import { derivedId, randomId } from '@waitlist/contracts'
import fc from 'fast-check'
import { addRow, createIdRows, rowOf, withRoomFor } from './id-rows.ts'

const idOf = (n: number) => derivedId('ent', 'show-1', `${n}`)

describe('the rows of ids', () => {
  test('are numbered as the ids come, the same id always by the same number', () => {
    const rows = createIdRows()
    expect([3, 1, 2, 1, 3, 4].map((n) => addRow(rows, idOf(n)))).toEqual([0, 1, 2, 1, 0, 3])
    expect([1, 2, 3, 4, 5].map((n) => rowOf(rows, idOf(n)))).toEqual([1, 2, 0, 3, -1])
    expect(rows.size).toBe(4)
  })

  test('are those of a map, however ids come', () => {
    // Few characters, so that ids share halves and slots.
    const id = fc
      .array(fc.constantFrom('a', 'b', '7'), { minLength: 26, maxLength: 26 })
      .map((characters) => `ent_${characters.fill('a', 0, 7).fill('a', 19).join('')}`)
    fc.assert(
      fc.property(fc.array(id, { maxLength: 400 }), (ids) => {
        const [rows, model] = [createIdRows(), new Map<string, number>()]
        for (const one of ids) {
          expect(rowOf(rows, one)).toBe(model.get(one) ?? -1)
          if (!model.has(one)) model.set(one, model.size)
          expect(addRow(rows, one)).toBe(model.get(one))
          expect(rows.size).toBe(model.size)
        }
      }),
    )
  })

  test('are as many as there are ids, of any kind', () => {
    const rows = createIdRows()
    const ids = Array.from({ length: 50_000 }, (_, n) => (n % 2 ? randomId('ntc', 'show-1') : idOf(n)))
    expect(ids.every((id, row) => addRow(rows, id) === row)).toBe(true)
    expect(ids.every((id, row) => rowOf(rows, id) === row)).toBe(true)
    expect(rows.keys.byteLength + rows.slots.byteLength).toBeLessThanOrEqual(50_000 * 32)
  })

  test('are the same data when the same ids came in the same order', () => {
    const [one, other] = [createIdRows(), createIdRows()]
    for (let n = 0; n < 100; n += 1) for (const rows of [one, other]) addRow(rows, idOf(n))
    addRow(other, idOf(7))
    expect(one).toEqual(other)
  })
})

describe('a column beside them', () => {
  test('grows when a row does not fit, and keeps what it holds', () => {
    const column = new Uint32Array([1, 2])
    expect(withRoomFor(column, 1)).toBe(column)
    expect([...withRoomFor(column, 2)]).toEqual([1, 2, 0, 0])
    expect(withRoomFor(column, 100)).toHaveLength(101)
    expect(withRoomFor(new Float64Array(0), 0)).toEqual(new Float64Array(1))
  })
})
