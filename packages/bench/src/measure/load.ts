import { Pool } from 'undici'

export type Request = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export type Load = {
  /** So many clients, each with one connection and one request at a time. */
  readonly clients: number
  readonly ms: number
  /** The status that every request has to be answered with. */
  readonly status: number
  /** The next request; undefined when there are no more, which ends the load. */
  next(): Request | undefined
}

export type Loaded = {
  readonly count: number
  readonly perSecond: number
  /** How much of one core the load generator used, 0 to 1: near 1 it measures itself. */
  readonly generatorLoad: number
}

/** The first request of a large crowd waits until a million entries are folded; nothing takes longer. */
const LONGEST_MS = 120_000

/** A client side of connections to one server that stay open between rounds. */
export type Clients = {
  /** Keeps every client busy for a while. Rejects with the first answer that is not the expected one. */
  load(load: Load): Promise<Loaded>
  /** Sends one request; resolves with the text of its answer. Rejects when it has another status. */
  once(request: Request, status: number): Promise<string>
  close(): Promise<void>
}

export function createClients(origin: string, connections: number): Clients {
  const pool = new Pool(origin, { connections, pipelining: 1, bodyTimeout: LONGEST_MS, headersTimeout: LONGEST_MS })

  function send(request: Request, status: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = []
      let given = 0
      // The lowest layer of undici: anything above it would cost the generator more than the request costs the server.
      pool.dispatch(
        { ...request, body: request.body ?? null },
        {
          onRequestStart() {},
          onResponseStart(_controller, code) {
            given = code
          },
          onResponseData(_controller, chunk) {
            chunks.push(chunk)
          },
          onResponseEnd() {
            const text = chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString()
            if (given === status) resolve(text)
            else reject(new Error(`${request.method} ${request.path} was answered ${given}: ${text.slice(0, 500)}`))
          },
          onResponseError(_controller, error) {
            reject(error)
          },
        },
      )
    })
  }

  return {
    once: send,
    async load({ clients, ms, status, next }) {
      const began = performance.now()
      const cpu = process.cpuUsage()
      let count = 0
      const client = async () => {
        for (let request = next(); request; request = performance.now() - began < ms ? next() : undefined) {
          await send(request, status)
          count += 1
        }
      }
      await Promise.all(Array.from({ length: clients }, client))
      const elapsed = performance.now() - began
      const { user, system } = process.cpuUsage(cpu)
      return { count, perSecond: (count * 1000) / elapsed, generatorLoad: (user + system) / 1000 / elapsed }
    },
    close: () => pool.destroy(),
  }
}
