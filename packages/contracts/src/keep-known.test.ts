import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Type } from 'typebox'
import { keepKnown } from './keep-known.ts'

const schema = Type.Object({
  id: Type.String(),
  note: Type.Optional(Type.String()),
  lines: Type.Array(Type.Object({ type: Type.String() })),
  byType: Type.Record(Type.String(), Type.Object({ free: Type.Integer() })),
  kind: Type.Union([
    Type.Object({ kind: Type.Literal('a') }),
    Type.Object({ kind: Type.Literal('b'), n: Type.Integer() }),
  ]),
})
const keep = keepKnown(schema)
const value = { id: 'x', lines: [{ type: 't' }], byType: { t: { free: 1 } }, kind: { kind: 'b', n: 1 } }

describe('keeping what a schema knows', () => {
  test('drops the rest at every depth', () => {
    const grown = {
      ...value,
      extra: 1,
      lines: [{ type: 't', extra: 1 }],
      byType: { t: { free: 1, extra: 1 } },
      kind: { kind: 'b', n: 1, extra: 1 },
    }
    expect(keep(grown)).toEqual(value)
  })

  test('copies and leaves the original alone', () => {
    const grown = { ...value, extra: 1 }
    expect(keep(grown)).not.toBe(grown)
    expect(grown.extra).toBe(1)
  })

  test('keeps optional fields only where they are', () => {
    expect(keep({ ...value, note: 'n' })).toEqual({ ...value, note: 'n' })
    expect(Object.keys(keep(value) as object)).not.toContain('note')
  })

  test('takes no field from a prototype, and gives none', () => {
    expect(keep(Object.create(value))).toEqual({})
    const hostile = JSON.parse('{"id":"x","byType":{"__proto__":{"free":1}},"__proto__":{"admin":true}}') as object
    const kept = keep(hostile) as { byType: object; admin?: boolean }
    expect(kept.admin).toBeUndefined()
    expect(Object.keys(kept.byType)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(kept.byType)).toBe(Object.prototype)
  })

  test('leaves to the validator what has another shape', () => {
    expect(keep(5)).toBe(5)
    expect(keep({ lines: 'no', byType: [], kind: { kind: 'c' } })).toEqual({
      lines: 'no',
      byType: [],
      kind: { kind: 'c' },
    })
  })

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(
        fc.object({ key: fc.constantFrom('id', 'note', 'lines', 'byType', 'kind', 'n', 'free', 'x') }),
        (any) => {
          expect(keep(keep(any))).toEqual(keep(any))
        },
      ),
    )
  })
})
