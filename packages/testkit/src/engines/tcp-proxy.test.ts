import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { expect, test } from '@jest/globals'
import { eventually } from './eventually.ts'
import { createTcpProxy } from './tcp-proxy.ts'

/** A server that sends back what it gets, behind a proxy, and a client of it. */
async function rig() {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await createTcpProxy('127.0.0.1', (server.address() as AddressInfo).port)
  const open = () => {
    const socket = connect(proxy.port, '127.0.0.1').setEncoding('utf8')
    const seen = { text: '', closed: false }
    socket.on('error', () => {})
    socket.on('data', (text) => {
      seen.text += text
    })
    socket.once('close', () => {
      seen.closed = true
    })
    return { socket, seen }
  }
  return { server, proxy, open }
}

test('lets through, holds, lets go on, and cuts', async () => {
  const { server, proxy, open } = await rig()
  const { socket, seen } = open()
  socket.write('one ')
  await eventually('the first echo', () => seen.text === 'one ')
  proxy.hold()
  socket.write('two ')
  const other = open()
  other.socket.write('held too')
  await once(other.socket, 'connect')
  expect([seen.text, other.seen.text]).toEqual(['one ', ''])
  proxy.mend()
  await eventually('what was held', () => seen.text === 'one two ' && other.seen.text === 'held too')
  proxy.cut()
  await eventually('the end', () => seen.closed && other.seen.closed)
  const late = open()
  await eventually('the refusal', () => late.seen.closed)
  proxy.mend()
  const again = open()
  again.socket.write('again')
  await eventually('the echo after it was mended', () => again.seen.text === 'again')
  await proxy[Symbol.asyncDispose]()
  await eventually('the end of the last', () => again.seen.closed)
  server.close()
})
