import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startServer } from '../src/servers/child.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waitlist-child-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function script(text: string): Promise<{ script: string; env: Record<string, string> }> {
  const path = join(folder, `${crypto.randomUUID()}.mjs`)
  await writeFile(path, text)
  return { script: path, env: {} }
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a server is where it says it is, and gone when it is disposed of', async () => {
  const server = await startServer(
    await script("console.log('ready at http://127.0.0.1:12345, fine'); setInterval(() => {}, 1000)"),
  )
  expect([server.origin, alive(server.pid)]).toEqual(['http://127.0.0.1:12345', true])
  await server[Symbol.asyncDispose]()
  expect(alive(server.pid)).toBe(false)
  await server[Symbol.asyncDispose]()
})

test('one that ends before it is ready is an error with what it said', async () => {
  await expect(startServer(await script("console.error('no port'); process.exitCode = 3"))).rejects.toThrow(
    /ended \(3\):\nno port/,
  )
})
