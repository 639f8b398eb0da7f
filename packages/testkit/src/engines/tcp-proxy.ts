import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to an engine that can be broken, while the engine goes on for everybody else. */
export type TcpProxy = AsyncDisposable & {
  /** Listens on loopback. */
  readonly port: number
  /** Breaks what is connected and refuses what comes, as an engine that was killed. */
  cut(): void
  /** Lets nothing through any more but keeps connections, as an engine that hangs. */
  hold(): void
  /** Works again; what was held goes on. */
  mend(): void
}

export async function createTcpProxy(host: string, port: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let state: 'open' | 'cut' | 'held' = 'open'

  function keep(socket: Socket, other: Socket): void {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => {
      sockets.delete(socket)
      other.destroy()
    })
    if (state === 'held') socket.pause()
  }

  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy()
      return
    }
    const far = connect(port, host)
    near.pipe(far)
    far.pipe(near)
    keep(near, far)
    keep(far, near)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port')

  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: address.port,
    cut() {
      state = 'cut'
      breakAll()
    },
    hold() {
      state = 'held'
      for (const socket of sockets) socket.pause()
    },
    mend() {
      state = 'open'
      for (const socket of sockets) socket.resume()
    },
    async [Symbol.asyncDispose]() {
      breakAll()
      server.close()
      await once(server, 'close')
    },
  }
}
