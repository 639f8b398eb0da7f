import type { IncomingHttpHeaders } from 'node:http'

/** Names and values in turn, as both undici and Node take them. */
export type HeaderList = (string | string[])[]

/** What is between two neighbours only (RFC 9110, 7.6.1), and what each side frames for itself. */
const BETWEEN_NEIGHBOURS = new Set([
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** What the gateway says itself of a request: nobody may say it for us. */
const OUR_OWN = new Set(['content-length', 'host', 'traceparent', 'tracestate', 'x-forwarded-for'])

const NOTHING: ReadonlySet<string> = new Set()

/** The headers that a message itself calls hop-by-hop. */
function namedBy(connection: string | string[] | undefined): ReadonlySet<string> {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return NOTHING
  return new Set(
    String(connection)
      .toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  )
}

function passedOn(headers: IncomingHttpHeaders, except: ReadonlySet<string>): HeaderList {
  const named = namedBy(headers.connection)
  const list: HeaderList = []
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined || BETWEEN_NEIGHBOURS.has(name) || except.has(name) || named.has(name)) continue
    list.push(name, value)
  }
  return list
}

/** What the gateway adds to a request. */
export type Added = {
  /** The neighbour that the request came from. */
  readonly address: string
  /** Absent where telemetry puts in its own. */
  readonly traceparent: string | undefined
  /** Goes with a traceparent of the client's only. */
  readonly tracestate: string | string[] | undefined
}

/** The headers that a request goes on with: the client's, as Node joined them, so that nobody reads them another way. */
export function requestHeaders(headers: IncomingHttpHeaders, { address, traceparent, tracestate }: Added): HeaderList {
  const list = passedOn(headers, OUR_OWN)
  const before = headers['x-forwarded-for']
  list.push('x-forwarded-for', before === undefined ? address : `${before}, ${address}`)
  if (traceparent !== undefined) list.push('traceparent', traceparent)
  if (tracestate !== undefined) list.push('tracestate', tracestate)
  return list
}

/** The headers that an answer goes back with. */
export function answerHeaders(headers: IncomingHttpHeaders): HeaderList {
  return passedOn(headers, NOTHING)
}
