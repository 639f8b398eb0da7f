import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { findNode, isNewEnough } from './node.mjs'
import { run } from './spawn.mjs'

test.each([
  ['24.21.0', true],
  ['24.21.1', true],
  ['24.22.0', true],
  ['26.0.0', true],
  ['24.20.9', false],
  ['22.30.5', false],
  ['20.20.2', false],
])('Node %s runs the product: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected)
})

test('a Node that is new enough is used itself', () => {
  expect(findNode()).toBe(process.execPath)
})

describe('standing in for a child', () => {
  test('its exit code comes back', async () => {
    expect(await run(process.execPath, ['-e', 'process.exitCode = 7'])).toEqual({ code: 7, signal: null })
  })

  test('so does the signal that ended it', async () => {
    expect(await run(process.execPath, ['-e', 'process.kill(process.pid, 9)'])).toEqual({
      code: null,
      signal: 'SIGKILL',
    })
  })

  test('a command that is not there is an error', async () => {
    await expect(run('/no/such/command', [])).rejects.toThrow('ENOENT')
  })

  test('a signal is passed on to it', async () => {
    const child =
      'process.on("SIGTERM", () => process.exit(5)); setInterval(() => 0, 1000); process.kill(process.ppid, "SIGTERM")'
    const parent = `
      const { endLike, run } = await import(${JSON.stringify(new URL('spawn.mjs', import.meta.url).href)})
      endLike(await run(process.execPath, ['-e', ${JSON.stringify(child)}]))`
    expect(await finish(process.execPath, ['--input-type=module', '-e', parent])).toMatchObject({ code: 5 })
  })
})

// A root of its own, with a stand-in for npx that notes each call: what is tested is when we install, not pnpm.
describe('npm run', () => {
  let root = ''

  const npx = async (body: string) => {
    await writeFile(join(root, 'bin/npx'), `#!/bin/sh\necho "$@" >> "${root}/calls"\n${body}\n`)
    await chmod(join(root, 'bin/npx'), 0o755)
  }
  const bench = (...args: string[]) =>
    finish(
      process.execPath,
      [join(root, 'deploy/bootstrap/run.mjs'), 'bench', ...args],
      `${root}/bin${delimiter}${process.env.PATH}`,
    )
  const calls = async () => (await readFile(join(root, 'calls'), 'utf8').catch(() => '')).split('\n').filter(Boolean)

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'bootstrap-'))
    await cp(import.meta.dirname, join(root, 'deploy/bootstrap'), { recursive: true })
    for (const dir of ['bin', 'packages/bench/src']) await mkdir(join(root, dir), { recursive: true })
    await writeFile(join(root, 'package.json'), '{ "type": "module" }')
    await writeFile(join(root, 'pnpm-lock.yaml'), 'one')
    await writeFile(join(root, 'pnpm-workspace.yaml'), '')
    await writeFile(join(root, 'packages/bench/src/main.ts'), 'console.log(process.cwd(), ...process.argv.slice(2))')
    await npx('sleep 0.3')
  })
  afterEach(() => rm(root, { recursive: true }))

  test('installs once, then runs the task in the root with its arguments', async () => {
    expect(await bench('--quick', 'a b')).toMatchObject({ code: 0, stdout: `${root} --quick a b\n` })
    expect(await bench()).toMatchObject({ code: 0, stderr: '' })
    expect(await calls()).toEqual([expect.stringMatching(/pnpm@\d+\.\d+\.\d+ install --frozen-lockfile/)])
  })

  test('installs again when the lockfile is another', async () => {
    await bench()
    await writeFile(join(root, 'pnpm-lock.yaml'), 'two')
    await bench()
    expect(await calls()).toHaveLength(2)
  })

  test('of two at once, one installs and the other waits', async () => {
    const both = await Promise.all([bench('x'), bench('x')])
    expect(both.map(({ stdout }) => stdout)).toEqual([`${root} x\n`, `${root} x\n`])
    expect(await calls()).toHaveLength(1)
  })

  test('a lock left by a dead run holds nobody up', async () => {
    const { pid } = await finish(process.execPath, ['-e', ''])
    await symlink(`${pid}`, join(root, '.install.lock'))
    expect(await bench()).toMatchObject({ code: 0 })
    expect(await calls()).toHaveLength(1)
  })

  test('a failed installation fails the task, and the next run tries again', async () => {
    await npx('exit 3')
    expect(await bench()).toMatchObject({ code: 3, stdout: '' })
    await npx('exit 0')
    expect(await bench()).toMatchObject({ code: 0 })
    expect(await calls()).toHaveLength(2)
  })

  test('an unknown task names the known ones', async () => {
    const outcome = await finish(process.execPath, [join(root, 'deploy/bootstrap/run.mjs'), 'constructor'])
    const { scripts } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      scripts: object
    }
    const [, known = ''] = /there are: (.*)/.exec(outcome.stderr) ?? []
    expect({ code: outcome.code, known: known.split(', ').sort() }).toEqual({
      code: 1,
      known: Object.keys(scripts).sort(),
    })
  })
})

const finish = (command: string, args: string[], path = process.env.PATH) =>
  new Promise<{ code: number | null; stdout: string; stderr: string; pid: number | undefined }>((resolve) => {
    const child = execFile(command, args, { env: { ...process.env, PATH: path } }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr, pid: child.pid }),
    )
  })
