import { decodeRecorded, type RecordedEvent } from '@waitlist/contracts'

/** An answer of the product that a tool cannot go on with, in one line. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'
  /** In how many seconds the product wants to be asked again, where it said so. */
  readonly retryAfter: number | undefined

  constructor(message: string, retryAfter?: number) {
    super(message)
    this.retryAfter = retryAfter
  }
}

/** Speaks to a product over HTTP with one token. */
export type Client = {
  /** What a path answers, as JSON. Rejects with AnswerError for any status but 200. */
  get<Body>(path: string): Promise<Body>
  /** Sends JSON; rejects with AnswerError unless the answer has one of the statuses. */
  send<Body>(method: 'POST' | 'PATCH' | 'DELETE', path: string, request: Sent): Promise<Body>
  /** One page of the feed behind a cursor, in its order. */
  feed(query: Readonly<Record<string, string>>): Promise<FeedPage>
}

export type Sent = {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly expect: readonly number[]
}

export type FeedPage = { readonly events: readonly RecordedEvent[]; readonly cursor: string | undefined }

export function createClient(url: string, token: string): Client {
  async function ask(method: string, path: string, { body, headers, expect }: Sent): Promise<string> {
    const request = {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }
    const answer = await fetch(url + path, request).catch((failure: Error) => {
      const { code } = (failure.cause ?? {}) as NodeJS.ErrnoException
      throw new AnswerError(`${url} cannot be reached (${code ?? failure.message}); is the product running?`)
    })
    const text = await answer.text()
    if (expect.includes(answer.status)) return text
    const after = Number(answer.headers.get('retry-after') ?? Number.NaN)
    const retryAfter = Number.isFinite(after) ? after : undefined
    throw new AnswerError(`${method} ${path} answers ${answer.status}: ${text.slice(0, 500)}`, retryAfter)
  }

  return {
    get: async (path) => JSON.parse(await ask('GET', path, { expect: [200] })),
    async send(method, path, request) {
      return JSON.parse(await ask(method, path, request))
    },
    async feed(query) {
      const text = await ask('GET', `/api/events?${new URLSearchParams(query)}`, { expect: [200] })
      const lines = text.split('\n').filter((line) => line !== '')
      return { events: lines.map(eventIn), cursor: cursorIn(lines.at(-1)) }
    },
  }
}

function eventIn(line: string): RecordedEvent {
  const decoded = decodeRecorded(JSON.parse(line))
  if (decoded.ok) return decoded.event
  throw new AnswerError(`The feed has a line that is no event of ours (${decoded.detail}): ${line.slice(0, 200)}`)
}

function cursorIn(line: string | undefined): string | undefined {
  return line === undefined ? undefined : (JSON.parse(line) as { readonly feedcursor: string }).feedcursor
}
