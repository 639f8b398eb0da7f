import { connect, type Socket } from 'node:net'
import type { ISocketFactory } from 'kafkajs'

/** The connections of one process: once it has died, they are gone without a word, and no new one comes to be. */
export function mortalSockets(): { readonly socketFactory: ISocketFactory; die(): void } {
  const sockets = new Set<Socket>()
  let dead = false
  return {
    socketFactory({ host, port, onConnect }) {
      // Port 1: nobody listens there.
      const socket = connect({ host, port: dead ? 1 : port }, onConnect)
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      return socket
    },
    die() {
      dead = true
      for (const socket of sockets) socket.destroy(new Error('the process has died'))
    },
  }
}
