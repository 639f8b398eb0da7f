import type { Socket } from 'node:net'
import { problemOf } from './problem.ts'

/** What Node says of a request that it could not make out. */
type ConnectionError = Error & { readonly code?: string }

const DETAILS: Readonly<Record<string, readonly ['WL_ERR_VALIDATION' | 'WL_ERR_PAYLOAD_TOO_LARGE', string]>> = {
  HPE_HEADER_OVERFLOW: ['WL_ERR_PAYLOAD_TOO_LARGE', 'The headers are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['WL_ERR_PAYLOAD_TOO_LARGE', 'The chunk extensions are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['WL_ERR_VALIDATION', 'The request did not arrive in time'],
}

/** Answers what never became a request, straight on its socket: there is nothing else to answer with yet. */
export function answerBrokenRequest(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [code, detail] = DETAILS[error.code ?? ''] ?? ['WL_ERR_VALIDATION', 'This is not an HTTP request']
  const { status, headers, document } = problemOf({ code, detail }, '')
  const body = JSON.stringify(document)
  const lines = [
    `HTTP/1.1 ${status} ${status === 413 ? 'Content Too Large' : 'Bad Request'}`,
    `content-type: ${headers['content-type']}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
