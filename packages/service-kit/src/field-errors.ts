import type { FieldError } from '@waitlist/contracts'
import type { SchemaError } from './schema-error.ts'
import { settleUnions } from './union-errors.ts'

/** The parts of a request that are validated, by fastify's names, and where their pointers begin. */
export const pointerOf: Readonly<Record<string, string>> = {
  body: '',
  params: '/path',
  querystring: '/query',
  headers: '/headers',
}

/** Nobody reads more, and a long array can break one rule in every item. */
const MOST_ERRORS = 50

const escapePointer = (name: unknown) => String(name).replaceAll('~', '~0').replaceAll('/', '~1')

const quoted = (values: unknown) =>
  Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : ''

/** The field that is at fault: for a missing or an unknown one, that one and not the object around it. */
function pointerTo({ instancePath, params }: SchemaError): string {
  const name = params.missingProperty ?? params.additionalProperty
  return name === undefined ? instancePath : `${instancePath}/${escapePointer(name)}`
}

function detailOf({ keyword, params, message, parentSchema }: SchemaError): string {
  if (keyword === 'required') return 'is required'
  if (keyword === 'additionalProperties') return 'is not known here'
  if (keyword === 'enum') return `must be one of ${quoted(params.allowedValues)}`
  if (keyword === 'const') return `must be ${JSON.stringify(params.allowedValue)}`
  if (keyword === 'pattern' && parentSchema?.description)
    return `is not of the form expected: ${parentSchema.description}`
  return message ?? 'is not of the shape expected'
}

/** One item per field at fault, in the order found; the first rule that a field broke speaks for it. */
export function fieldErrors(errors: readonly SchemaError[], part: string): FieldError[] {
  const found = new Map<string, FieldError>()
  for (const error of settleUnions(errors)) {
    const pointer = `${pointerOf[part] ?? ''}${pointerTo(error)}`
    if (!found.has(pointer)) found.set(pointer, { pointer, detail: detailOf(error) })
    if (found.size === MOST_ERRORS) break
  }
  return [...found.values()]
}
