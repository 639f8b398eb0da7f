import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from '@jest/globals'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'distributed-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function run(args: string[], env: Record<string, string>) {
  const told = { PATH: process.env.PATH ?? '', ENGINES_DIR: join(folder, 'engines'), DATA_DIR: folder, ...env }
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { env: told }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    )
  })
}

test('without engines it says what to do, and leaves nothing behind', async () => {
  const { code, stdout, stderr } = await run([], { PORT: '0' })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toBe(
    'Configuration: KAFKA_BROKERS and MONGO_URL missing; set them, or start the engines: npm run engines -- up\n',
  )
  expect(readdirSync(folder)).toEqual([])
})

test('a wrong flag stops it with one line', async () => {
  const { code, stderr } = await run(['--join', 'x'], {})
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^Configuration: --join is "x"[^\n]*\n$/) })
})

test('a port in use stops it before anything is started', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const { code, stderr } = await run([], { PORT: `${port}` })
  other.close()
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `Configuration: PORT: ${port} is in use; set another, or stop what runs there\n`,
  })
})
