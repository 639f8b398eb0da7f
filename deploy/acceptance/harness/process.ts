import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../embedded/src/main.ts', import.meta.url))

export type Environment = Readonly<Record<string, string>>

/** A started process of the product, with everything it said so far. */
export type Running = {
  readonly child: ChildProcess
  readonly exited: Promise<Ending>
  stdout(): string
  stderr(): string
}

export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** Starts the product with this environment and nothing else of ours but PATH. */
export function run(environment: Environment, cwd: string): Running {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    cwd,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      said[stream] += chunk
    })
  }
  // 'close' comes when the streams have ended too, so nothing said is missing.
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal }) as Ending)
  return { child, exited, stdout: () => said.stdout, stderr: () => said.stderr }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port')
  return address.port
}
