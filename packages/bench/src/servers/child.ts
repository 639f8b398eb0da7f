import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

const READY = /ready at (http:\/\/[\w.:[\]-]+)/
const START_MS = 120_000
const STOP_MS = 20_000
const ASK_EVERY_MS = 100
const ANSWER_MS = 5_000

/** A server in a process of its own, on loopback. */
export type Server = AsyncDisposable & {
  readonly origin: string
  readonly pid: number
  /** How long it took from its start until it was ready, ms. */
  readonly startMs: number
}

export type ServerOptions = {
  readonly script: string
  /** Where it will be ready, for one that does not say it; it is asked. Unless given it says so itself. */
  readonly origin?: string
  readonly env: Readonly<Record<string, string>>
  readonly nodeArgs?: readonly string[]
}

const running = new Set<ChildProcess>()
const ending = new WeakSet<ChildProcess>()

/** Ends whatever still runs, at once: for the ways out of this process that wait for nobody. */
export function endChildren(): void {
  for (const child of running) child.kill('SIGKILL')
}

async function end(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return
  ending.add(child)
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  child.kill('SIGTERM')
  await once(child, 'exit')
  clearTimeout(force)
}

async function isReady(origin: string): Promise<boolean> {
  try {
    const { status } = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) })
    return status === 200
  } catch {
    return false
  }
}

/** Asks a server whether it is ready until it is, or the signal says that nobody wants to know any more. */
async function whenReady(origin: string, signal: AbortSignal, ready: (origin: string) => void): Promise<void> {
  while (!signal.aborted) {
    if (await isReady(origin)) return ready(origin)
    await pause(ASK_EVERY_MS)
  }
}

/**
 * Resolves with the address that the child says it is ready at, or answers so at; rejects with what it said when that does
 * not come. When it ends later, and nobody wanted that, what it said last is worth more than the broken connections that
 * follow.
 */
function address(child: ChildProcess, asked: string | undefined): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let said = ''
  const listen = (chunk: string) => {
    said = (said + chunk).slice(-10_000)
    const origin = READY.exec(said)?.[1]
    if (origin) resolve(origin)
  }
  const fail = (why: string) => reject(new Error(`a server ${why}:\n${said}`))
  const late = setTimeout(fail, START_MS, `was not ready after ${START_MS / 1000} s`)
  child.stdout?.setEncoding('utf8').on('data', listen)
  child.stderr?.setEncoding('utf8').on('data', listen)
  child.once('exit', (code, signal) => fail(`ended (${signal ?? code})`))
  const settled = new AbortController()
  if (asked !== undefined) void whenReady(asked, settled.signal, resolve)
  return promise.finally(() => {
    clearTimeout(late)
    settled.abort()
  })
}

function start({ script, env, nodeArgs = [] }: ServerOptions): ChildProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...nodeArgs, script], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** Runs a job to its end. Rejects with what it said when it fails. */
export async function runJob(options: Pick<ServerOptions, 'script' | 'env'>): Promise<void> {
  const child = start(options)
  let said = ''
  for (const output of [child.stdout, child.stderr]) {
    output?.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-10_000)
    })
  }
  const [code, signal] = await once(child, 'close')
  if (code !== 0) throw new Error(`a job ended (${signal ?? code}):\n${said}`)
}

/** Starts a server and waits until it says that it is ready. Disposing ends the process and waits for that. */
export async function startServer({ script, env, origin: asked, nodeArgs = [] }: ServerOptions): Promise<Server> {
  const began = performance.now()
  const child = start({ script, env, nodeArgs })
  try {
    const origin = await address(child, asked)
    const startMs = performance.now() - began
    return { origin, pid: child.pid as number, startMs, [Symbol.asyncDispose]: () => end(child) }
  } catch (error) {
    await end(child)
    throw error
  }
}
