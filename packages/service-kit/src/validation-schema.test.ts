import { describe, expect, test } from '@jest/globals'
import { routes } from '@waitlist/contracts'
import { Type } from 'typebox'
import { convertNumbers, numberNames, validationSchema } from './validation-schema.ts'

describe('a schema for the validator', () => {
  test('says the type of names, so that comparing them costs little', () => {
    const channels = Type.Array(Type.Enum(['email', 'sms']), { uniqueItems: true })
    expect(validationSchema(channels)).toMatchObject({ items: { type: 'string', enum: ['email', 'sms'] } })
  })

  test.each([
    ['objects', Type.Object({})],
    ['anything', Type.Unknown()],
    ['several sorts', Type.Union([Type.String(), Type.Integer()])],
  ])('that compares each of %s with each other is refused, however deep it is', (_, items) => {
    const schema = Type.Object({ a: Type.Object({ b: Type.Array(items, { uniqueItems: true }) }) })
    expect(() => validationSchema(schema)).toThrow('uniqueItems')
    expect(() => validationSchema(Type.Array(items))).not.toThrow()
  })

  test('is a copy: the contracts stay as they are', () => {
    const body = Type.Enum(['email', 'sms'])
    validationSchema(body)
    expect(body).not.toHaveProperty('type')
  })

  test('can be made of everything that the contracts take', () => {
    for (const route of Object.values(routes)) {
      for (const part of ['params', 'query', 'headers', 'body'] as const) {
        if (part in route) expect(validationSchema(route[part as never])).toEqual(expect.any(Object))
      }
    }
  })
})

describe('a query', () => {
  const query = Type.Object({ limit: Type.Integer(), share: Type.Optional(Type.Number()), after: Type.String() })

  test('has its numbers named by the schema', () => {
    expect(numberNames(query)).toEqual(['limit', 'share'])
    expect(numberNames({})).toEqual([])
  })

  test.each<[unknown, unknown]>([
    ['7', 7],
    ['-7', -7],
    ['0.5', 0.5],
    ['', ''],
    [' 7', ' 7'],
    ['7 ', '7 '],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    ['Infinity', 'Infinity'],
    ['9'.repeat(16), '9'.repeat(16)],
    [
      ['1', '2'],
      ['1', '2'],
    ],
    [undefined, undefined],
  ])('%j becomes %j', (text, value) => {
    const values = { limit: text, after: '7' }
    convertNumbers(values, ['limit'])
    expect(values).toEqual({ limit: value, after: '7' })
  })
})
