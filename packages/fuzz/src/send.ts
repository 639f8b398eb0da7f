import type { Dispatcher, Pool } from 'undici'
import type { Reply } from './judge-reply.ts'
import type { FuzzRequest } from './request.ts'

/** Sends requests of the fuzz; gives undefined where the server hung up without an answer. */
export type Send = (request: FuzzRequest) => Promise<Reply | undefined>

/** Speaks to a product, for each role with its token. Of an answer without an end only the head is read. */
export function createSend(pool: Pool, tokens: Readonly<Record<string, string>>): Send {
  return async ({ method, path, headers, body, role }) => {
    const token = role === undefined ? undefined : tokens[role]
    const sent = { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
    try {
      const response = await pool.request({ method: method as Dispatcher.HttpMethod, path, headers: sent, body })
      const contentType = String(response.headers['content-type'] ?? '')
      const endless = contentType.startsWith('text/event-stream')
      if (endless) response.body.on('error', () => {}).destroy()
      return { status: response.statusCode, contentType, text: endless ? '' : await response.body.text() }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE') return undefined
      throw error
    }
  }
}
