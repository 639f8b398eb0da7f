import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@waitlist/service-kit/free-port'

const MAIN = fileURLToPath(new URL('../../../deploy/embedded/src/main.ts', import.meta.url))

/** A product of our own, in a folder that goes with it. */
export type OwnProduct = { readonly url: string; readonly secret: string; close(): Promise<void> }

/** Starts the product in one process, without rate limits, and resolves when it says that it is ready. */
export async function startOwnProduct(): Promise<OwnProduct> {
  const folder = await mkdtemp(join(tmpdir(), 'waitlist-fuzz-'))
  const port = await freePort('127.0.0.1')
  const secret = 'a secret of the fuzz, of more than thirty-two bytes'
  const settings = { PORT: String(port), DATA_DIR: folder, AUTH_SECRET: secret, RATE_LIMITS: 'off', LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [said] = await Promise.race([once(child.stdout, 'data'), ended])
  if (!Buffer.isBuffer(said)) throw new Error('The product did not start')
  // What it says later is read, so that it never waits for us; its errors go to whoever looks on.
  child.stdout.on('data', (chunk: Buffer) => process.stderr.write(chunk))
  return {
    url: `http://127.0.0.1:${port}`,
    secret,
    async close() {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
