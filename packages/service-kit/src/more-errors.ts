import { type FieldError, RefusedError } from '@waitlist/contracts'
import { refusalOf } from './refusal-of.ts'

/** A fault in the shape of a body, with what else is wrong with it; any other failure as it is. */
export async function withMoreErrors(
  error: unknown,
  more: () => FieldError[] | Promise<FieldError[]>,
): Promise<unknown> {
  const isShape = error instanceof Error && 'validation' in error && Reflect.get(error, 'validationContext') === 'body'
  const refusal = isShape ? refusalOf(error) : undefined
  if (!refusal) return error
  const { errors = [] } = refusal
  const known = new Set(errors.map(({ pointer }) => pointer))
  const others = (await more()).filter(({ pointer }) => !known.has(pointer))
  return new RefusedError({ ...refusal, errors: [...errors, ...others] })
}
