import type { Server as HttpServer } from 'node:http'
import { Server } from 'node:net'

/** A client has so long (ms) to hear that its idle connection is not to be used again, before it is closed. */
const IDLE_MS = 500
const AGAIN_MS = 50

/**
 * Stops listening, and resolves when the last connection has ended. Unlike the `close` of an HTTP server it does not cut
 * idle connections at once: a request may be on its way on any of them, and its sender would take it for lost. Whoever
 * answers tells the client that the connection ends with the answer.
 */
export async function drain(server: HttpServer): Promise<void> {
  if (!server.listening) return
  const { promise, resolve } = Promise.withResolvers<void>()
  Server.prototype.close.call(server, () => resolve())
  let again: NodeJS.Timeout | undefined
  const closeIdle = () => {
    server.closeIdleConnections()
    again = setTimeout(closeIdle, AGAIN_MS)
  }
  again = setTimeout(closeIdle, IDLE_MS)
  await promise
  clearTimeout(again)
}
