import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { down, status } from './down.ts'
import { readEngines } from './env-file.ts'
import type { Setting } from './running.ts'
import type { RunScript } from './script.ts'
import { up } from './up.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engines-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Engines that run as long as nobody stops them; `broken` ones fail at that command. */
function rig(broken: Readonly<Record<string, string>> = {}) {
  const running = new Set<string>()
  const calls: string[] = []
  const said: string[] = []
  const run: RunScript = async (name, ...args) => {
    const [command = ''] = args
    calls.push([name, ...args.map((arg) => arg.replace(folder, ''))].join(' '))
    if (broken[name] === command) return { ok: false, stdout: '' }
    if (command === 'start') running.add(name)
    if (command === 'stop') running.delete(name)
    if (command === 'status') return { ok: running.has(name), stdout: '41\n42' }
    return { ok: true, stdout: command === 'version' ? `${name} 1.2.3` : '' }
  }
  const env = { ENGINES_PORT_BASE: '0' }
  const setting: Setting = { folder, env, run, say: (line) => void said.push(line) }
  return { setting, calls, said, running }
}

describe('up', () => {
  test('installs, starts and tells where', async () => {
    const { setting, calls, said } = rig()
    const variables = await up(['redis'], undefined, setting)
    const [, port] = /^redis:\/\/127\.0\.0\.1:(\d+)$/.exec(variables.REDIS_URL ?? '') ?? []
    expect(calls.slice(0, 3)).toEqual(['redis install', `redis start /redis ${port}`, 'redis version'])
    expect(said).toEqual([expect.stringMatching(`^redis: redis 1.2.3 on 127.0.0.1:${port} \\(installed in`)])
    expect(readEngines(folder)).toEqual(variables)
  })

  test('again changes nothing, and tells the same', async () => {
    const { setting } = rig()
    const first = await up(['kafka', 'mongo'], undefined, setting)
    expect(await up(['mongo', 'kafka'], undefined, setting)).toEqual(first)
  })

  test('tells of engines that were started before', async () => {
    const { setting } = rig()
    const { MONGO_URL } = await up(['mongo'], undefined, setting)
    const both = await up(['redis'], undefined, setting)
    expect(both).toMatchObject({ MONGO_URL, REDIS_URL: expect.any(String) })
  })

  test('a cluster keeps its number of brokers', async () => {
    const { setting, calls, running } = rig()
    const { KAFKA_BROKERS } = await up(['kafka'], 3, setting)
    expect(KAFKA_BROKERS?.split(',')).toHaveLength(3)
    running.clear()
    calls.length = 0
    await up(['kafka'], undefined, setting)
    expect(calls).toContainEqual(expect.stringMatching(/^kafka start \/kafka \d+ 3$/))
  })

  test('another number of brokers is refused with a reason', async () => {
    const { setting, said } = rig()
    await up(['kafka'], 3, setting)
    await expect(up(['kafka'], 1, setting)).rejects.toThrow('not started: kafka')
    expect(said.at(-1)).toMatch(/^kafka: .*kafka holds a cluster of 3, not 1/)
  })

  test('what fails is named, and the others run', async () => {
    const { setting, said } = rig({ mongo: 'install', aws: 'start' })
    await expect(up(['mongo', 'redis', 'aws'], undefined, setting)).rejects.toThrow('not started: aws, mongo')
    expect(said).toEqual(expect.arrayContaining(['mongo: "install" failed', 'aws: "start" failed']))
    expect(readEngines(folder)).toEqual({ REDIS_URL: expect.any(String) })
  })
})

describe('down', () => {
  test('stops what runs, and forgets only that', async () => {
    const { setting, calls, said } = rig()
    await up(['redis', 'mongo'], undefined, setting)
    said.length = 0
    await down(['redis', 'aws'], setting)
    expect(calls.filter((call) => call.includes('stop'))).toEqual(['redis stop /redis'])
    expect(said.toSorted()).toEqual(['aws: was not running', 'redis: stopped (pid 41, 42)'])
    expect(Object.keys(readEngines(folder))).toEqual(['MONGO_URL'])
  })

  test('says when it could not', async () => {
    const { setting } = rig({ redis: 'stop' })
    await up(['redis'], undefined, setting)
    await expect(down(['redis'], setting)).rejects.toThrow('"stop" failed')
  })
})

test('status says of each whether it runs', async () => {
  const { setting, said } = rig()
  await up(['redis'], undefined, setting)
  said.length = 0
  expect(await status(['redis', 'mongo'], setting)).toBe(false)
  expect(said).toEqual([
    expect.stringMatching(/^redis: runs on 127\.0\.0\.1:\d+ \(pid 41, 42\)$/),
    'mongo: does not run',
  ])
  expect(await status(['redis'], setting)).toBe(true)
})
