import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '@waitlist/service-kit/free-port'

/** A product of one's own, in a data folder that goes with it. */
export type OwnProduct = {
  readonly env: Readonly<Record<string, string>>
  /** Asks it to stop, waits for its end, removes its folder. Resolves with its exit status. */
  stop(): Promise<number | null>
}

const MAIN = fileURLToPath(new URL('../../../embedded/src/main.ts', import.meta.url))
const START_MS = 60_000

/** Starts the embedded product as a process beside this one, and waits until it is ready. */
export async function startOwnProduct(): Promise<OwnProduct> {
  const folder = await mkdtemp(join(tmpdir(), 'waitlist-demo-'))
  const port = await freePort('127.0.0.1')
  const url = `http://127.0.0.1:${port}`
  const env = { WAITLIST_URL: url, AUTH_SECRET: randomBytes(32).toString('base64url') }
  const own = { ...env, HOST: '127.0.0.1', PORT: `${port}`, DATA_DIR: folder, RATE_LIMITS: 'off', LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: { ...process.env, ...own },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
  const deadline = Date.now() + START_MS
  const stop = async () => {
    child.kill('SIGTERM')
    const code = await ended
    await rm(folder, { recursive: true, force: true })
    return code
  }
  while (!(await isReady())) {
    if (child.exitCode === null && Date.now() < deadline) await pause(100)
    else {
      await stop()
      throw new Error('The product of the demo did not start')
    }
  }
  return { env, stop }
}
