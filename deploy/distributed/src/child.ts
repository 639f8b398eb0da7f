import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Environment } from '@waitlist/service-kit/config-sources'

/** A program of ours to be run by this Node. */
export type Command = {
  readonly name: string
  readonly file: string
  readonly env: Environment
}

export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type Child = {
  readonly ended: Promise<Ending>
  signal(signal: NodeJS.Signals): void
}

const telemetry = fileURLToPath(new URL('../../../packages/service-kit/src/telemetry/preload.ts', import.meta.url))
const nodeArgs = ['--disable-warning=ExperimentalWarning', '--import', telemetry]

/** Starts a process; each line it says is heard, on whichever of its streams. */
export function startChild({ file, env }: Command, hear: (line: string) => void): Child {
  const child = spawn(process.execPath, [...nodeArgs, file], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // In a group of its own: Ctrl-C is for us, and the processes are told in their order.
    detached: true,
  })
  const heard = [child.stdout, child.stderr].map((input) => {
    const lines = createInterface({ input }).on('line', hear)
    return once(lines, 'close')
  })
  const ended = once(child, 'exit').then(async ([code, signal]): Promise<Ending> => {
    await Promise.all(heard)
    return { code, signal }
  })
  return { ended, signal: (signal) => void child.kill(signal) }
}

export const describeEnding = ({ code, signal }: Ending) =>
  signal ? `killed by ${signal}` : `ended with status ${code}`
