import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const EMBEDDED = '../../embedded/src/main.ts'
const telemetry = fileURLToPath(new URL('../../../packages/service-kit/src/telemetry/preload.ts', import.meta.url))

export type Environment = Readonly<Record<string, string>>

/** A started product, of one process or of several, with everything it said so far. */
export type Running = {
  /** Sends a signal to every process of it. */
  signal(signal: NodeJS.Signals): void
  /** Resolves when nothing of it runs any more. */
  readonly exited: Promise<Ending>
  stdout(): string
  stderr(): string
}

export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** Starts a program of ours, the embedded product if none is named, with this environment, PATH and what saves time only. */
export function run(environment: Environment, cwd: string, main = EMBEDDED, args: readonly string[] = []): Running {
  const file = fileURLToPath(new URL(main, import.meta.url))
  const child: ChildProcess = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', telemetry, file, ...args],
    {
      cwd,
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      said[stream] += chunk
    })
  }
  // 'close' comes when the streams have ended too, so nothing said is missing.
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal }) as Ending)
  return { signal: (signal) => void child.kill(signal), exited, stdout: () => said.stdout, stderr: () => said.stderr }
}
