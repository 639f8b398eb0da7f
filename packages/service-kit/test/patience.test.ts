import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { silentLogger, systemClock } from '@waitlist/event-log'
import { createServer } from '../src/index.ts'

const patience = { headersMs: 300, requestMs: 300, checkMs: 50, connections: 40 }
let app: ReturnType<typeof createServer>
let sockets: Socket[]
beforeEach(async () => {
  sockets = []
  app = createServer({ clock: systemClock, logger: silentLogger, patience })
  await app.listen({ host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await app.close()
})

const address = () => app.server.address() as AddressInfo

async function open(bytes: string): Promise<Socket> {
  const socket = connect(address().port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(bytes)
  return socket
}

test.each([
  ['headers', 'GET /nothing HTTP/1.1\r\nhost: x\r\nx-slow: '],
  ['a body', 'POST /nothing HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{'],
])('those who never end %s are told so and hung up on, while others are served', async (_, bytes) => {
  const slow = await Promise.all(Array.from({ length: 20 }, () => open(bytes)))
  const answers = Promise.all(slow.map((socket) => text(socket)))
  const other = await fetch(`http://127.0.0.1:${address().port}/nothing`)
  expect(other.status).toBe(404)
  for (const answer of await answers) {
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(answer).toContain('WL_ERR_')
  }
})

test('more connections than it takes are closed, and taken again when there is room', async () => {
  const idle = await Promise.all(Array.from({ length: patience.connections }, () => open('')))
  const beyond = await open('GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n')
  expect(await text(beyond).catch(() => '')).toBe('')
  const room = idle.map((socket) => once(socket, 'close'))
  for (const socket of idle) socket.destroy()
  await Promise.all(room)
  // The server learns a moment later than we do that there is room.
  let answer = ''
  while (answer === '') {
    const again = await open('GET /nothing HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    answer = await text(again).catch(() => '')
  }
  expect(answer).toMatch(/^HTTP\/1\.1 404 /)
})
