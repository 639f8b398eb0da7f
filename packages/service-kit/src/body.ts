import { RefusedError, type RouteDefinition } from '@waitlist/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { tooDeep } from './too-deep.ts'

export const JSON_TYPE = 'application/json'

const mediaType = (header: string) => (header.split(';', 1)[0] as string).trim().toLowerCase()

/** Takes bodies of a content type as JSON; an empty one is none. `__proto__` and `constructor.prototype` are refused. */
export function acceptJsonAs(app: FastifyInstance, contentType: string): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser(contentType, { parseAs: 'string' }, (request, text: string, done) => {
    if (text.length === 0) done(null, undefined)
    else void parse(request, text, done)
  })
}

const malformed = (detail: string, fault: string) =>
  new RefusedError({ code: 'WL_ERR_VALIDATION', detail, errors: [{ pointer: '', detail: fault }] })

/** The checks that a schema does not make: the content type is one of the route's, and a body that must be there is. */
export function createBodyCheck(route: RouteDefinition) {
  const consumes: readonly string[] = route.consumes ?? [JSON_TYPE]
  return {
    /** Before a byte of the body is read. Throws WL_ERR_UNSUPPORTED_MEDIA_TYPE. */
    type(request: FastifyRequest): void {
      const header = request.headers['content-type']
      if (!route.body || header === undefined || consumes.includes(mediaType(header))) return
      const detail = `The body must be ${consumes.join(' or ')}`
      throw new RefusedError({ code: 'WL_ERR_UNSUPPORTED_MEDIA_TYPE', detail })
    },
    /** After it was parsed, before anything looks into it. Throws WL_ERR_VALIDATION; gives `{}` where a body may be left out. */
    presence(request: FastifyRequest): void {
      if (!route.body) return
      if (request.body !== undefined) {
        if (tooDeep(request.body)) throw malformed('The body is nested too deeply', 'is nested too deeply')
        return
      }
      if (route.bodyOptional) {
        request.body = {}
        return
      }
      throw malformed('A body is required', 'is required')
    },
  }
}
