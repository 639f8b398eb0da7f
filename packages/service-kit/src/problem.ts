import { type ProblemDefinition, type ProblemDocument, problems, problemType, type Refusal } from '@waitlist/contracts'

/** A refusal on the wire: the only place where a code becomes a status. */
export type Problem = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly document: ProblemDocument
}

/** The problem document (RFC 9457) of a refusal, with the headers that go with it. `path` is the request's, without query. */
export function problemOf({ code, detail, errors, retryAfter: known }: Refusal, path: string): Problem {
  const definition: ProblemDefinition = problems[code]
  const { status, title } = definition
  const retryAfter = known ?? definition.retryAfter
  const headers: Record<string, string> = { 'content-type': 'application/problem+json; charset=utf-8' }
  if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter)
  if (status === 401) headers['www-authenticate'] = 'Bearer'
  const document = { type: problemType(code), title, status, detail, instance: path, code }
  return { status, headers, document: errors ? { ...document, errors: [...errors] } : document }
}
