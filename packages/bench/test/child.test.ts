import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { freePort } from '@waitlist/service-kit/free-port'
import { runJob, startServer } from '../src/servers/child.ts'

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

test('one that does not say where it is may be asked', async () => {
  const port = await freePort('127.0.0.1')
  const origin = `http://127.0.0.1:${port}`
  const text = `import { createServer } from 'node:http'
    let asked = 0
    createServer((_, response) => response.writeHead(++asked < 3 ? 503 : 200).end(String(asked))).listen(${port}, '127.0.0.1')`
  await using server = await startServer({ ...(await script(text)), origin })
  expect(server.origin).toBe(origin)
  expect(Number(await (await fetch(origin)).text())).toBe(4)
})

test('a job is run to its end, and one that fails is an error with what it said', async () => {
  await expect(runJob(await script("console.log('done')"))).resolves.toBeUndefined()
  await expect(runJob(await script("console.log('no topic'); process.exitCode = 2"))).rejects.toThrow(
    'a job ended (2):\nno topic',
  )
})
