import fc from 'fast-check'
import { type Document, resolve, type Schema } from './document.ts'

/** Values that exist, by the name of the field or parameter that takes one: requests made of these get somewhere. */
export type Known = Readonly<Record<string, readonly unknown[]>>

/** What looks ahead only narrows: the generator leaves it out, and what comes out is held to the whole pattern. */
const LOOKING_AHEAD = /\(\?[=!](?:[^()]|\([^()]*\))*\)/g

const LONGEST = 60

function textOf({ pattern, format, minLength = 0, maxLength = LONGEST }: Schema): fc.Arbitrary<string> {
  const whole = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  const fits = (text: string) => {
    const { length } = [...text]
    return length >= minLength && length <= maxLength && (whole?.test(text) ?? true)
  }
  if (format === 'date-time') {
    const year = { min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }
    return fc.date(year).map((date) => date.toISOString())
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern.replace(LOOKING_AHEAD, ''), 'u')).filter(fits)
  return fc.string({ minLength, maxLength: Math.min(maxLength, LONGEST), unit: 'binary' }).filter(fits)
}

function anythingOf(schema: Schema): fc.Arbitrary<unknown> {
  const { minimum = -1_000_000, maximum = 1_000_000 } = schema
  switch (schema.type) {
    case 'string':
      return textOf(schema)
    case 'integer':
      return fc.oneof(
        fc.integer({ min: minimum, max: Math.min(maximum, minimum + 20) }),
        fc.integer({ min: minimum, max: maximum }),
      )
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

/**
 * Makes the generator of values that fit a schema, often of values that are known. Covers what our own documents use;
 * whoever draws holds the result to the schema, so that a gap here makes fewer values and never wrong ones.
 */
export function arbitraryOf(document: Document, given: Schema, known: Known, name = ''): fc.Arbitrary<unknown> {
  const schema = resolve(document, given)
  const of = (part: Schema, partName = name) => arbitraryOf(document, part, known, partName)
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const parts = schema.anyOf ?? schema.oneOf
  if (parts) return fc.oneof(...parts.map((part) => of(part)))
  if (schema.type === 'array') {
    const { items = {}, minItems = 0, maxItems = 4, uniqueItems } = schema
    const bounds = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 4)) }
    return uniqueItems ? fc.uniqueArray(of(items), bounds) : fc.array(of(items), bounds)
  }
  if (schema.type === 'object' && schema.properties) {
    const members = Object.entries(schema.properties).map(([key, part]) => [key, of(part, key)] as const)
    return fc.record(Object.fromEntries(members), { requiredKeys: [...(schema.required ?? [])], noNullPrototype: true })
  }
  const values = known[name]
  const anything = anythingOf(schema)
  if (!values?.length || schema.type === 'null') return anything
  return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: anything })
}
