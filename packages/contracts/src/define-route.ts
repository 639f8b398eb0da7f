import type { Static, TObject, TSchema } from 'typebox'
import type { ProblemCode } from './problems.ts'

export type ServiceName = 'join' | 'release' | 'notification' | 'analytics' | 'gateway'

/** The roles that tokens carry. */
export type Role = 'customer' | 'organizer' | 'service' | 'admin'

/**
 * Who may use a route. The scope narrows what a caller of one of the roles may touch: a customer under `self` only
 * what is theirs, under `holder` only an offer of theirs; an organizer, under every scope but `any`, only own events.
 * Services and admins are not narrowed.
 */
export type RoutePolicy = {
  readonly access: 'public' | 'bearer' | 'bearer-or-claim-token'
  readonly roles: readonly Role[]
  readonly scope: 'any' | 'self' | 'own-event' | 'holder'
}

/** How a router finds the process that owns what a request is about; a request that does not carry it goes to any. */
export type RouteOwner =
  | { readonly by: 'eventId'; readonly from: 'body.eventId' | 'query.eventId' | 'params.eventId' }
  | { readonly by: 'id'; readonly from: 'params.offerId' | 'params.entryId' }
  | { readonly by: 'any' }

/** One status a route answers with when all went well. Without a schema the body is not JSON. */
export type ReplyDefinition = {
  readonly description: string
  /** Another content type that a caller may ask for by Accept; its body is text. */
  readonly alternative?: string
  readonly schema?: TSchema
  readonly contentType?: string
}

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** How a route counts against the limits of a caller. */
export type RateClass = 'read' | 'write' | 'publish' | 'unlimited'

/** What a route is: everything that the edge, a router and the documentation need to know of it. */
export type RouteDefinition = {
  readonly id: string
  readonly method: HttpMethod
  /** OpenAPI style, `/api/waitlist/claim/{offerId}`; `fastifyPath` gives the other. */
  readonly path: string
  readonly service: ServiceName
  readonly summary: string
  readonly tag: string
  readonly params?: TObject
  readonly query?: TObject
  /** Headers in lower case, without Authorization and Idempotency-Key. */
  readonly headers?: TObject
  /** What the edge validates. */
  readonly body?: TSchema
  /** The content types that a body may have; `application/json` when absent. */
  readonly consumes?: readonly string[]
  /** A request without a body is the same as one with `{}`. */
  readonly bodyOptional?: boolean
  /** Where the documentation says more of a body than the edge checks: a schema per content type. */
  readonly documentedBody?: Readonly<Record<string, TSchema>>
  readonly replies: Readonly<Record<number, ReplyDefinition>>
  /** The refusals of the handler; `problemsOf` adds those that the edge gives. */
  readonly problems: readonly ProblemCode[]
  readonly policy: RoutePolicy
  readonly owner: RouteOwner
  readonly idempotencyKey: 'none' | 'optional' | 'required'
  /** With this flag of the body nothing is changed: a key that is required is not, and one that is given is not used up. */
  readonly dryRun?: 'dryRun'
  /** Headers whose names begin so say a part of what is asked; an Idempotency-Key covers them with path and body. */
  readonly keyedHeaders?: string
  /** Where the method does not say it: a GET reads, everything else writes. */
  readonly rate?: RateClass
  /** A writing request that does no more when it is made twice, by what it is about: a router may send it again. */
  readonly repeatable?: boolean
}

/** Declares a route. The definition is the one source of its validation, its types, its policy and its documentation. */
export function defineRoute<const R extends RouteDefinition>(route: R): R {
  return route
}

/** How a route counts against the limits of a caller. */
export function rateClassOf({ rate, method }: RouteDefinition): RateClass {
  return rate ?? (method === 'GET' ? 'read' : 'write')
}

/** The path as fastify writes it: `/api/waitlist/claim/:offerId`. */
export function fastifyPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

export type ParamsOf<R> = R extends { readonly params: infer S extends TSchema } ? Static<S> : undefined
export type QueryOf<R> = R extends { readonly query: infer S extends TSchema } ? Static<S> : undefined
export type HeadersOf<R> = R extends { readonly headers: infer S extends TSchema } ? Static<S> : undefined
export type BodyOf<R> = R extends { readonly body: infer S extends TSchema } ? Static<S> : undefined

/** The body of a route's answer with a status, or with any of its statuses. */
export type ReplyOf<R extends RouteDefinition, Status extends keyof R['replies'] = keyof R['replies']> = {
  [S in Status]: R['replies'][S] extends { readonly schema: infer Schema extends TSchema } ? Static<Schema> : string
}[Status]
