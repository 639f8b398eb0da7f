import type { Pool } from 'undici'

export type Answer<Body> = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** The parsed JSON; undefined when the answer is no JSON. */
  readonly body: Body
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Request = {
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is, in place of `body`. */
  readonly raw?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

/** One client of the product: its requests carry its token, if it has one. */
export type Caller = {
  send<Body = unknown>(method: Method, path: string, request?: Request): Promise<Answer<Body>>
  get<Body = unknown>(path: string, headers?: Request['headers']): Promise<Answer<Body>>
  post<Body = unknown>(path: string, body?: unknown, headers?: Request['headers']): Promise<Answer<Body>>
  put<Body = unknown>(path: string, body: unknown): Promise<Answer<Body>>
  patch<Body = unknown>(path: string, body: unknown): Promise<Answer<Body>>
  delete<Body = unknown>(path: string, headers?: Request['headers']): Promise<Answer<Body>>
}

const isJson = (type: unknown) => typeof type === 'string' && /^application\/(?:[\w.-]+\+)?json\b/.test(type)

/** Called after each answered write, with where it went and everything that was said; the caller's answer waits for it. */
export type AfterWrite = (path: string, ...texts: readonly string[]) => Promise<void>

/** Speaks for whoever holds the token; without one it speaks for nobody. */
export function createCaller(pool: Pool, token?: Promise<string>, afterWrite: AfterWrite = async () => {}): Caller {
  const send: Caller['send'] = async <Body>(method: Method, path: string, request: Request = {}) => {
    const payload = request.raw ?? (request.body === undefined ? null : JSON.stringify(request.body))
    const headers: Record<string, string> = { ...request.headers }
    if (payload !== null) headers['content-type'] ??= 'application/json'
    if (token) headers.authorization ??= `Bearer ${await token}`
    const response = await pool.request({ method, path, headers, body: payload })
    const text = await response.body.text()
    if (method !== 'GET' && response.statusCode < 300) await afterWrite(path, String(payload), text)
    const body = (isJson(response.headers['content-type']) ? JSON.parse(text) : undefined) as Body
    return { status: response.statusCode, headers: response.headers, text, body }
  }
  return {
    send,
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, body, headers = {}) => send('POST', path, { body, headers }),
    put: (path, body) => send('PUT', path, { body }),
    patch: (path, body) => send('PATCH', path, { body }),
    delete: (path, headers = {}) => send('DELETE', path, { headers }),
  }
}
