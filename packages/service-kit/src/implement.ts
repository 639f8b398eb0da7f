import type { Readable } from 'node:stream'
import type { BodyOf, Cause, FieldError, HeadersOf, ParamsOf, QueryOf, RouteDefinition } from '@waitlist/contracts'
import type { GivenRecord } from '@waitlist/event-log'
import type { Static, TSchema } from 'typebox'
import type { Caller } from './caller.ts'

/** Only a route that asks for a token, and for nothing else, is sure to have a caller. */
type CallerOf<R extends RouteDefinition> = R['policy']['access'] extends 'bearer' ? Caller : Caller | undefined

/** A route that names no headers still gets them; an `undefined` here would make all of them impossible. */
type NamedHeaders<R> = HeadersOf<R> extends undefined ? unknown : HeadersOf<R>

/** A request that passed the edge: of the shape the route names, from a caller its policy admits. */
export type RouteRequest<R extends RouteDefinition = RouteDefinition> = {
  /** Under scope `self` a `customerId` of "me" is the caller's already. */
  readonly params: ParamsOf<R>
  readonly query: QueryOf<R>
  /** Under scope `self` a `customerId` that the route knows is always there. */
  readonly body: BodyOf<R>
  /** Those the route names, as validated, and all others as they came; names in lower case. */
  readonly headers: NamedHeaders<R> & Readonly<Record<string, string | string[] | undefined>>
  /** Who the bearer token speaks for; a route that takes claim tokens too has at least one of the two. */
  readonly caller: CallerOf<R>
  /** The claim token given, not verified; only where the route takes one. */
  readonly claimToken: string | undefined
  readonly cause: Cause & { readonly correlationId: string }
  /** Present when the caller gave an Idempotency-Key; goes to `writer.execute` as it is. */
  readonly record: GivenRecord | undefined
  /** When the request was taken in, ms since 1970. */
  readonly now: number
}

/** JSON that is only read, so that handlers can answer with rows and states they do not own. */
type ReadOnly<T> = T extends readonly (infer Item)[]
  ? readonly ReadOnly<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: ReadOnly<T[K]> }
    : T

type ReplyBody<Reply> = Reply extends { readonly schema: infer S extends TSchema }
  ? ReadOnly<Static<S>>
  : string | Readable

/** An answer: a status the route names, and the body that goes with it. Bodies without a schema are sent as they are. */
export type RouteReply<R extends RouteDefinition = RouteDefinition> = {
  [S in keyof R['replies'] & number]:
    | {
        readonly status: S
        readonly body: ReplyBody<R['replies'][S]>
        readonly contentType?: never
        readonly headers?: Readonly<Record<string, string>>
        /** Nothing happened, so that the request's Idempotency-Key is as good as new. */
        readonly kept?: false
      }
    | AlternativeReply<S, R['replies'][S]>
}[keyof R['replies'] & number]

/** The same answer in the other content type that the route names. */
type AlternativeReply<S, Reply> = Reply extends { readonly alternative: infer Type extends string }
  ? {
      readonly status: S
      readonly body: string | Readable
      readonly contentType: Type
      readonly headers?: Readonly<Record<string, string>>
    }
  : never

export type ImplementOptions = {
  /** The most bytes of a body, where 256 KiB are too few. */
  readonly bodyLimit?: number
  /** What else is wrong with a body that does not have its shape, where a schema cannot tell; told with the rest. */
  readonly alsoWrong?: (body: unknown) => FieldError[] | Promise<FieldError[]>
}

/** A route with its handler; the types of the two are not tied any more. */
export type RouteImplementation = ImplementOptions & {
  readonly route: RouteDefinition
  readonly handle: (request: RouteRequest) => AnyReply | Promise<AnyReply>
}

/** An answer of any route, as the edge sends it. */
export type AnyReply = {
  readonly status: number
  readonly body: unknown
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly kept?: false
}

/**
 * Ties a handler to a route of the contracts; its request and reply have the types of the route's schemas. A RefusedError
 * becomes its problem document, anything else thrown a 500 without details.
 */
export function implement<R extends RouteDefinition, const Reply extends RouteReply<R>>(
  route: R,
  handle: (request: RouteRequest<R>) => Reply | Promise<Reply>,
  options: ImplementOptions = {},
): RouteImplementation {
  // The edge hands over what the route's own schemas let through, so the wider type is a matter of form.
  return { ...options, route, handle: handle as unknown as RouteImplementation['handle'] }
}
