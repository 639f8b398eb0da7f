import type { CompleteConfig } from './complete-config.ts'
import type { Part } from './lifecycle.ts'
import type { createServer } from './server.ts'

/** A server as a part of a process: it listens where the configuration says, and closes when its answers are given. */
export function serverPart(
  app: ReturnType<typeof createServer>,
  { host, port }: Pick<CompleteConfig, 'host' | 'port'>,
): Part {
  return {
    name: 'server',
    async start() {
      await app.listen({ host, port })
    },
    close: () => app.close(),
  }
}
