import { type ProblemCode, type Refusal, RefusedError } from '@waitlist/contracts'
import { fieldErrors, pointerOf } from './field-errors.ts'
import type { SchemaError } from './schema-error.ts'

/** What fastify's own errors carry, as far as it matters here. */
type FrameworkError = {
  readonly code?: string
  readonly statusCode?: number
  readonly validation?: readonly SchemaError[]
  readonly validationContext?: string
}

const DETAILS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not JSON, or names __proto__ or constructor.prototype',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as Content-Length says',
  FST_ERR_BAD_URL: 'The path is not properly percent-encoded',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the path is too long',
}

const BY_STATUS: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  404: ['WL_ERR_NOT_FOUND', 'There is nothing under this method and path'],
  413: ['WL_ERR_PAYLOAD_TOO_LARGE', 'The body is larger than this route takes'],
  415: ['WL_ERR_UNSUPPORTED_MEDIA_TYPE', 'The body is of no content type that this route takes'],
}

const UNREADABLE = ['WL_ERR_VALIDATION', 'The request could not be read'] as const

/** What a handler threw that is no refusal: ours to look into, whatever status it may carry from where it came. */
export class HandlerFailure extends Error {
  override readonly name = 'HandlerFailure'
}

/** The refusal that anything thrown at the edge amounts to; undefined when the fault is ours. */
export function refusalOf(thrown: unknown): Refusal | undefined {
  if (thrown instanceof RefusedError) return thrown.refusal
  if (typeof thrown !== 'object' || thrown === null || thrown instanceof HandlerFailure) return undefined
  const { code = '', statusCode = 500, validation, validationContext = 'body' } = thrown as FrameworkError
  if (validation) {
    const where = validationContext === 'body' ? 'body' : (pointerOf[validationContext] ?? '').slice(1)
    const detail = `The ${where} does not have the expected shape`
    return { code: 'WL_ERR_VALIDATION', detail, errors: fieldErrors(validation, validationContext) }
  }
  if (statusCode > 499) return undefined
  const [refusal, detail] = BY_STATUS[statusCode] ?? UNREADABLE
  return { code: refusal, detail: DETAILS[code] ?? detail }
}
