import { once } from 'node:events'
import { connect } from 'node:net'

/** Empties a Redis on a port of loopback. */
export async function flushRedis(port: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port })
  socket.end('FLUSHALL\r\n')
  const [reply] = await once(socket.setEncoding('utf8'), 'data')
  socket.destroy()
  if (!String(reply).startsWith('+OK')) throw new Error(`FLUSHALL answers ${reply}`)
}
