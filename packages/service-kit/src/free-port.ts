import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Below the ports that a system gives to whoever connects (Linux: from 32768): one of those may be taken between now and the
 * start of who is to have it, also by a client that asks for it over and over, which then talks to itself.
 */
const FIRST = 10_240
const LAST = 32_000
const TRIES = 100

/** Rejects when it cannot be listened on. */
function tryPort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => void server.close(() => resolve()))
  })
}

/** A port of this host that nobody listens on at the moment, nor connects from. Rejects for a host that is not ours. */
export async function freePort(host: string): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const port = randomInt(FIRST, LAST)
    try {
      await tryPort(host, port)
      return port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries === TRIES) throw error
    }
  }
}
