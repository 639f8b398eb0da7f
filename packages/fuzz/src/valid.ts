import fc from 'fast-check'
import { arbitraryOf, type Known } from './arbitrary.ts'
import type { Document, Operation, Parameter } from './document.ts'
import type { Parts } from './request.ts'
import type { Judge } from './validator.ts'

type Values = Readonly<Record<string, unknown>>

/** Everything that requests are generated from. */
export type Source = { readonly document: Document; readonly judge: Judge; readonly known: Known }

const ROLES = ['customer', 'organizer', 'service', 'admin']

function valuesOf(source: Source, parameters: readonly Parameter[]): fc.Arbitrary<Values> {
  const { document, judge, known } = source
  const members = parameters.map(({ name, schema }) => {
    const value = arbitraryOf(document, schema, known, name)
    return [name, value.filter((one) => judge(schema, one) === undefined)] as const
  })
  const requiredKeys = parameters.filter(({ required }) => required).map(({ name }) => name)
  return fc.record(Object.fromEntries(members), { requiredKeys, noNullPrototype: true })
}

/** An example with the names in it put in the place of those that are known. */
function withKnown(value: unknown, known: Known, pick: number): unknown {
  if (Array.isArray(value)) return value.map((one) => withKnown(one, known, pick))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([name, one]) => {
    const values = known[name]
    const isKnown = values?.length && typeof one === typeof values[0]
    return [name, isKnown ? values[pick % values.length] : withKnown(one, known, pick)]
  })
  return Object.fromEntries(entries)
}

function bodyOf(source: Source, { content, bodyRequired }: Operation): fc.Arbitrary<Parts['body']> {
  const { document, judge, known } = source
  const bodies = Object.entries(content).map(([type, { schema = {}, example }]) => {
    const made = arbitraryOf(document, schema, known).filter((value) => judge(schema, value) === undefined)
    const shown = fc.nat({ max: 999 }).map((pick) => withKnown(example, known, pick))
    const value = example === undefined ? made : fc.oneof(made, shown)
    return value.map((one) => ({ type, value: one }))
  })
  if (bodies.length === 0) return fc.constant(undefined)
  return bodyRequired ? fc.oneof(...bodies) : fc.oneof(fc.constant(undefined), ...bodies)
}

/** Makes the generator of requests that are what the document asks for, from somebody who may make them. */
export function validParts(source: Source, operation: Operation): fc.Arbitrary<Parts> {
  const of = (place: Parameter['in']) =>
    valuesOf(
      source,
      operation.parameters.filter((parameter) => parameter.in === place),
    )
  const roles = operation.roles.length > 0 ? operation.roles : ROLES
  return fc.record({
    path: of('path'),
    query: of('query'),
    header: of('header'),
    body: bodyOf(source, operation),
    role: fc.constantFrom(...roles),
  })
}
