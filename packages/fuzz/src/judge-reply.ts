import type { Content, Operation } from './document.ts'
import type { Judge } from './validator.ts'

export type Reply = { readonly status: number; readonly contentType: string; readonly text: string }

/** Where in our code something went wrong is nobody's business. */
const INSIDES = /\n\s+at .*:\d+|node_modules|\.ts:\d+|SQLITE_|MongoServer/

const mediaType = (header: string) => header.split(';', 1)[0] as string
const PROBLEM: Content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }

/** What is wrong with the form of a reply by what the document says of its operation; undefined when nothing is. */
export function replyFault(judge: Judge, operation: Operation | undefined, reply: Reply): string | undefined {
  const { status, contentType, text } = reply
  if (status >= 500) return `a status of ${status}`
  if (status >= 400 && INSIDES.test(text)) return 'a reply that shows where in our code it failed'
  const type = mediaType(contentType)
  const declared = operation?.responses[String(status)]
  if (operation && !declared) return `the status ${status}, which is not in the document`
  const content = declared ? (declared.content ?? {}) : PROBLEM
  const described = content[type]
  if (!described) return `the content type ${type || '(none)'}, which is not in the document`
  if (!described.schema || type === 'text/event-stream') return undefined
  try {
    if (/[/+]json$/.test(type)) return judge(described.schema, JSON.parse(text))
    if (type === 'application/x-ndjson') for (const line of text.split('\n')) line === '' || JSON.parse(line)
    return judge(described.schema, text)
  } catch {
    return 'a reply that is no JSON'
  }
}

/** Whether a request that had to be refused was: as a whole, or that part of it which was wrong. */
export function wasRefused({ status, text }: Reply): boolean {
  if (status >= 400 && status < 500) return true
  return status === 202 && /"status":"refused"/.test(text)
}
