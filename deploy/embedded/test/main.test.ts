import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Running, startProcess } from './process.ts'

let folder: string
let running: Running[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitlist-embedded-'))
  running = []
})
afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill('SIGKILL')
    await ended
  }
  rmSync(folder, { recursive: true })
})

function start(env: Record<string, string> = {}): Running {
  const started = startProcess({ DATA_DIR: folder, PORT: '0', ...env })
  running.push(started)
  return started
}

async function whyNot(env: Record<string, string>): Promise<string> {
  const { ended, stderr } = start(env)
  expect(await ended).toEqual({ code: 1, signal: null })
  expect(stderr()).toMatch(/^[^\n]+\n$/)
  return stderr()
}

describe('the process', () => {
  test('says where it is and whom it lets in, serves, and ends upon SIGTERM', async () => {
    const { line, child, ended, stderr } = start()
    const [, url] = await line(/ready at (\S+), documented/)
    const [, token] = await line(/^ {2}service \(.*\) +(\S+)$/m)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(`${url}/api/waitlist/settings/concert`, { headers })).status).not.toBe(401)
    child.kill('SIGTERM')
    expect(await ended).toEqual({ code: 0, signal: null })
    expect(stderr()).toBe('')
  })

  test('has its configuration in the log, and no secret', async () => {
    const { line, stdout } = start({ CLAIM_KEY: 'k1:a claim key to look for', WAITLIST_MAX_WAITLIST_SIZE: '42' })
    await line(/ready at/)
    const configured = JSON.parse(stdout().split('\n')[0] as string)
    expect(configured).toMatchObject({ msg: 'configured', config: { claimKey: 'given', defaults: { maxSize: 42 } } })
    expect(stdout()).not.toContain('a claim key to look for')
  })

  test('keeps its secrets over a restart, and prints no token when it is told whom to trust', async () => {
    const first = start()
    const [, token] = await first.line(/^ {2}service \(.*\) +(\S+)$/m)
    first.child.kill('SIGINT')
    await first.ended
    const second = start()
    const [, url] = await second.line(/ready at (\S+), documented/)
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(`${url}/api/waitlist/stats/nowhere`, { headers })).status).toBe(404)
    second.child.kill('SIGINT')
    await second.ended
    const third = start({ AUTH_SECRET: 'a secret of at least thirty-two bytes', NODE_ENV: 'production' })
    await third.line(/ready at/)
    expect(third.stdout()).not.toContain('eyJ')
  })
})

describe('one line, and exit code 1,', () => {
  test('for a setting that is wrong', async () => {
    expect(await whyNot({ WAITLIST_PURCHASE_WINDOW: 'soon' })).toContain(
      'Configuration: WAITLIST_PURCHASE_WINDOW is "soon"',
    )
    expect(await whyNot({ NODE_ENV: 'production' })).toContain('Configuration: AUTH_SECRET')
    writeFileSync(join(folder, 'waitlist.config.json'), '{"waitlist": {"max_size": 1}}')
    expect(await whyNot({})).toContain('max_size is not a setting')
  })

  test('for a port that somebody has', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => other.once('listening', resolve))
    const { port } = other.address() as AddressInfo
    expect(await whyNot({ PORT: String(port) })).toContain('The port is in use')
    other.close()
  })

  test('for a host that is not ours', async () => {
    expect(await whyNot({ HOST: '192.0.2.1', PORT: '3000' })).toContain('HOST and PORT cannot be listened on')
  })

  test('for a data folder that somebody has', async () => {
    await start().line(/ready at/)
    expect(await whyNot({})).toContain(folder)
  })

  test('for a data file that is none', async () => {
    writeFileSync(join(folder, 'waitlist.db'), 'this is no data file, whatever it is called; it is text, and not short')
    expect(await whyNot({})).toContain('waitlist.db')
  })
})
