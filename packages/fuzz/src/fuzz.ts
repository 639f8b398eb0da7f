import fc from 'fast-check'
import { Pool } from 'undici'
import { badRequests } from './bad.ts'
import { type Document, type Operation, operationsOf } from './document.ts'
import { replyFault, wasRefused } from './judge-reply.ts'
import { prepare } from './prepare.ts'
import { type FuzzRequest, requestOf } from './request.ts'
import { createSend, type Send } from './send.ts'
import { type Source, validParts } from './valid.ts'
import { createJudge, type Judge } from './validator.ts'

export type FuzzOptions = {
  readonly url: string
  /** A bearer token for each role: customer, organizer, service, admin. */
  readonly tokens: Readonly<Record<string, string>>
  /** The same seed makes the same requests, as far as the names in them are the same. */
  readonly seed: number
  /** How many requests that must be refused, and how many good ones, to each operation. */
  readonly bad: number
  readonly valid: number
  /** The operations to try, all of them unless given. */
  readonly only?: readonly string[] | undefined
  /** Told of each operation that is done. */
  readonly onOperation?: (result: OperationResult) => void
}

/** A reply that must not be, and the request that it came to. */
export type Violation = {
  readonly operation: string
  readonly fault: string
  readonly request: string
  readonly reply: string
}

export type OperationResult = {
  readonly operation: string
  readonly requests: number
  /** How often each status came, that of a connection closed without an answer under "none". */
  readonly statuses: Readonly<Record<string, number>>
  readonly violations: readonly Violation[]
}

const CONNECTIONS = 16
const MOST_VIOLATIONS = 10

type Trial = {
  readonly request: FuzzRequest & { readonly fault?: string; readonly astray?: true; readonly mayHangUp?: true }
  readonly bad: boolean
}

const short = (text: string) => (text.length > 600 ? `${text.slice(0, 600)}… (${text.length})` : text)

function told({ method, path, headers, body, role }: FuzzRequest): string {
  return short(`${method} ${path} as ${role ?? 'nobody'} ${JSON.stringify(headers)} ${String(body)}`)
}

/** Sends trials over a few connections at once, and judges every reply. */
async function tryAll(
  send: Send,
  judge: Judge,
  operation: Operation,
  trials: readonly Trial[],
): Promise<OperationResult> {
  const statuses: Record<string, number> = {}
  const violations: Violation[] = []
  const queue = trials.values()

  async function work(): Promise<void> {
    for (const { request, bad } of queue) {
      if (violations.length >= MOST_VIOLATIONS) return
      const reply = await send(request)
      const status = reply ? String(reply.status) : 'none'
      statuses[status] = (statuses[status] ?? 0) + 1
      const fault = reply
        ? (replyFault(judge, request.astray ? undefined : operation, reply) ??
          (bad && !wasRefused(reply)
            ? `the status ${status} for a request with a fault (${request.fault})`
            : undefined))
        : request.mayHangUp
          ? undefined
          : 'no answer'
      if (fault === undefined) continue
      violations.push({ operation: operation.id, fault, request: told(request), reply: short(reply?.text ?? '') })
    }
  }

  await Promise.all(Array.from({ length: CONNECTIONS }, work))
  return { operation: operation.id, requests: trials.length, statuses, violations }
}

/** What ends things comes late, so that there is something to ask for until then. */
const TURNS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const LAST = new Set(['removeEntry'])
const turnOf = ({ id, method }: Operation) => (LAST.has(id) ? TURNS.length : TURNS.indexOf(method))

async function health(send: Send): Promise<Violation[]> {
  const violations: Violation[] = []
  for (const path of ['/healthz', '/readyz']) {
    const reply = await send({ method: 'GET', path, headers: {}, body: null })
    if (reply?.status === 200) continue
    violations.push({
      operation: path,
      fault: 'not healthy any more',
      request: `GET ${path}`,
      reply: reply?.text ?? 'none',
    })
  }
  return violations
}

/** Tries every operation of a running product, by its own OpenAPI document. Resolves with what came of each. */
export async function fuzz(options: FuzzOptions): Promise<OperationResult[]> {
  const { url, tokens, seed, bad, valid, only, onOperation = () => {} } = options
  const pool = new Pool(url, { connections: CONNECTIONS, headersTimeout: 60_000 })
  try {
    const send = createSend(pool, tokens)
    const described = await send({ method: 'GET', path: '/openapi.json', headers: {}, body: null })
    const document = JSON.parse(described?.text ?? '') as Document
    const source: Source = { document, judge: createJudge(document), known: await prepare(send, seed) }
    const results: OperationResult[] = []
    for (const operation of operationsOf(document).toSorted((a, b) => turnOf(a) - turnOf(b))) {
      if (only && !only.includes(operation.id)) continue
      const good = fc
        .sample(validParts(source, operation), { seed, numRuns: valid })
        .map((parts) => requestOf(operation, parts))
      const wrong = fc.sample(badRequests(source, operation), { seed, numRuns: bad })
      const trials = [
        ...good.map((request) => ({ request, bad: false })),
        ...wrong.map((request) => ({ request, bad: true })),
      ]
      const tried = await tryAll(send, source.judge, operation, trials)
      const result = { ...tried, violations: [...tried.violations, ...(await health(send))] }
      onOperation(result)
      results.push(result)
    }
    return results
  } finally {
    await pool.destroy()
  }
}
