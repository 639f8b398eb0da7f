import { describe, expect, test } from '@jest/globals'
import { openApi } from '@waitlist/contracts'
import fc from 'fast-check'
import { badRequests } from './bad.ts'
import { type Document, operationsOf } from './document.ts'
import { spoiled } from './mutate.ts'
import { requestOf } from './request.ts'
import { type Source, validParts } from './valid.ts'
import { createJudge } from './validator.ts'

const document = openApi() as unknown as Document
const known = { eventId: ['concert'], customerId: ['ann', 'me'], offerId: [`off_${'a'.repeat(26)}`] }
const source: Source = { document, judge: createJudge(document), known }

describe.each(operationsOf(document).map((operation) => [operation.id, operation] as const))('%s', (_, operation) => {
  test('is asked in the same way by the same seed', () => {
    const draw = () => fc.sample(badRequests(source, operation), { seed: 7, numRuns: 20 })
    expect(draw()).toEqual(draw())
  })

  test('gets good requests whose every part fits its schema', () => {
    for (const parts of fc.sample(validParts(source, operation), { seed: 7, numRuns: 40 })) {
      for (const { name, in: place, schema, required } of operation.parameters) {
        const value = parts[place][name]
        expect(value !== undefined || !required).toBe(true)
        if (value !== undefined) expect(source.judge(schema, value)).toBeUndefined()
      }
      if (parts.body) {
        expect(source.judge(operation.content[parts.body.type]?.schema ?? {}, parts.body.value)).toBeUndefined()
      }
      expect(requestOf(operation, parts).path).toMatch(/^\/[^{}]*$/)
    }
  })
})

describe('spoiling', () => {
  const good = { a: 1, b: [{ c: 2 }] }

  test('replaces, removes or adds at one place, and leaves the value alone', () => {
    const change = { at: 0, name: 'x', value: null } as const
    expect(spoiled(good, { ...change, way: 'replace' })).toEqual({ a: null, b: [{ c: 2 }] })
    expect(spoiled(good, { ...change, way: 'remove' })).toEqual({ b: [{ c: 2 }] })
    expect(spoiled(good, { ...change, way: 'add' })).toEqual({ ...good, x: null })
    expect(spoiled(good, { ...change, at: 2, way: 'remove' })).toEqual({ a: 1, b: [] })
    expect(spoiled(7, { ...change, way: 'remove' })).toBeNull()
    expect(good).toEqual({ a: 1, b: [{ c: 2 }] })
  })

  test('adds a field called __proto__ as JSON would', () => {
    const bad = spoiled(good, { at: 0, way: 'add', name: '__proto__', value: { role: 'admin' } })
    expect(JSON.stringify(bad)).toContain('"__proto__":{"role":"admin"}')
  })
})
