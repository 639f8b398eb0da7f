import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import type { FieldError } from './problems.ts'
import { type EventType, eventDefinitions } from './registry.ts'

/** What is wrong with a value, one error per field; an empty list when nothing is. */
export type Validate = (value: unknown, base?: string) => FieldError[]

/** Compiles a schema. The pointers of the errors begin with `base`. */
export function createValidate(schema: TSchema): Validate {
  const validator = Compile(schema)
  return (value, base = '') => (validator.Check(value) ? [] : fieldErrors(validator, value, base))
}

function fieldErrors(validator: Validator, value: unknown, base: string): FieldError[] {
  const byPointer = new Map<string, FieldError>()
  for (const error of validator.Errors(value)) {
    for (const [at, detail] of faults(error)) {
      const pointer = `${base}${error.instancePath}${at}`
      if (!byPointer.has(pointer)) byPointer.set(pointer, { pointer, detail })
    }
  }
  return [...byPointer.values()]
}

/** The fields that an error is about, below the value it was found at, and what is wrong with each. */
function faults(error: TLocalizedValidationError): (readonly [string, string])[] {
  if (error.keyword === 'required') return error.params.requiredProperties.map((name) => [`/${name}`, 'is required'])
  // An unknown field is found twice: by the object around it, and by itself, for which the schema is `false`.
  if (error.keyword === 'additionalProperties') return []
  return [['', error.keyword === 'boolean' ? 'is not known here' : error.message]]
}

const compiled = new Map<EventType, Validate>()

/** What is wrong with the data of an event of a type, at its latest schema; compiled at the first use of the type. */
export function dataErrors(type: EventType, data: unknown, base = ''): FieldError[] {
  let validate = compiled.get(type)
  if (!validate) {
    validate = createValidate(eventDefinitions[type].data)
    compiled.set(type, validate)
  }
  return validate(data, base)
}
