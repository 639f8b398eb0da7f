/** One entry of the catalogue of refusals: `code` is the contract, the status lives at the HTTP edge only. */
export type ProblemDefinition = { readonly status: number; readonly title: string; readonly retryAfter?: number }

/** Every refusal the product gives. Clients switch on the code. */
export const problems = {
  WL_ERR_VALIDATION: { status: 400, title: 'The request does not have the expected shape' },
  WL_ERR_UNKNOWN_TYPE: { status: 400, title: 'The event has no such ticket type' },
  WL_ERR_UNAUTHENTICATED: { status: 401, title: 'A valid bearer token is required' },
  WL_ERR_FORBIDDEN: { status: 403, title: 'The caller may not do this' },
  WL_ERR_NOT_FOUND: { status: 404, title: 'There is no such thing, or it is not yours' },
  WL_ERR_NOT_SOLD_OUT: { status: 409, title: 'The event or ticket type is not sold out' },
  WL_ERR_PAUSED: { status: 409, title: 'The waitlist is paused' },
  WL_ERR_CLOSED: { status: 409, title: 'The waitlist is closed' },
  WL_ERR_CANCELLED: { status: 409, title: 'The event was cancelled' },
  WL_ERR_FULL: { status: 409, title: 'The waitlist is full' },
  WL_ERR_ALREADY_JOINED: { status: 409, title: 'The customer is on the waitlist with other wishes' },
  WL_ERR_ALREADY_PURCHASED: { status: 409, title: 'The customer has bought already' },
  WL_ERR_OFFER_GONE: { status: 409, title: 'The offer has ended' },
  WL_ERR_NOT_WAITING: { status: 409, title: 'The entry does not wait: it has an offer, or has ended' },
  WL_ERR_POOL_SHORT: { status: 409, title: 'The pool holds fewer tickets than that' },
  WL_ERR_SAME_PERSON: { status: 409, title: 'Somebody with the same address is on the waitlist' },
  WL_ERR_PAYLOAD_TOO_LARGE: { status: 413, title: 'The request is too large' },
  WL_ERR_UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The content type is not supported here' },
  WL_ERR_KEY_REUSED: { status: 422, title: 'The Idempotency-Key was used for another request' },
  WL_ERR_RATE_LIMITED: { status: 429, title: 'Too many requests in a short time', retryAfter: 1 },
  WL_ERR_INTERNAL: { status: 500, title: 'Something went wrong on our side' },
  WL_ERR_BUSY: { status: 503, title: 'Too much is waiting; try again shortly', retryAfter: 1 },
  WL_ERR_SETTLING: { status: 503, title: 'An offer of yours is just ending; try again shortly', retryAfter: 1 },
} as const satisfies Record<string, ProblemDefinition>

export type ProblemCode = keyof typeof problems

/** One wrong field: a JSON pointer into the body (or `/query/name`, `/path/name`, `/headers/name`) and what is wrong. */
export type FieldError = { readonly pointer: string; readonly detail: string }

/** A refusal as data: what deciders return and the edge turns into a problem document. */
export type Refusal = {
  readonly code: ProblemCode
  readonly detail: string
  readonly errors?: readonly FieldError[]
  /** When to come back, in seconds, where that is known better than the catalogue does. */
  readonly retryAfter?: number
}

/** A refusal on its way to the caller of a command. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.detail}`)
    this.refusal = refusal
  }
}

/** A refusal from the catalogue, with a sentence for the person who reads it: what a decider returns. */
export function refuse(
  code: ProblemCode,
  detail: string,
  errors?: readonly FieldError[],
): { readonly refused: Refusal } {
  return { refused: { code, detail, ...(errors ? { errors } : {}) } }
}
