import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { engineNames } from '../src/engines.ts'

const scripts = fileURLToPath(new URL('../scripts', import.meta.url))

const bash = (...args: string[]) =>
  new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile('bash', args, (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }))
  })

test.each(engineNames)('%s.sh without a command shows its head and touches nothing', async (name) => {
  const { code, stdout, stderr } = await bash(join(scripts, `${name}.sh`))
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(`${name}.sh start  DIR PORT`)
})

test.each([['start'], ['start', '/nowhere'], ['start', '/nowhere', 'http'], ['stop'], ['restart', '/nowhere']])(
  'redis.sh %s %s %s is no command',
  async (...args) => {
    expect(await bash(join(scripts, 'redis.sh'), ...args)).toMatchObject({ code: 2 })
  },
)

describe('what a log says', () => {
  const long = 'a line\n'.repeat(50_000)
  const says = async (before: string, log: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'engines-'))
    writeFileSync(join(folder, 'log'), before + log)
    const asked = `log_says ${folder}/log ${before.length} 'Server started'`
    const { code } = await bash('-c', `. ${scripts}/lib.sh; ${asked}`, 'lib')
    rmSync(folder, { recursive: true })
    return code === 0
  }

  test.each([
    ['at its end', '', 'Server started\n', true],
    ['in the middle of much', '', `${long}Server started\n${long}`, true],
    ['in another run alone', 'Server started\n', long, false],
  ])('%s', async (_, before, log, expected) => {
    expect(await says(before, log)).toBe(expected)
  })
})

describe('a process known by its pid file', () => {
  let folder = ''
  let child: ChildProcess
  const file = () => join(folder, 'pid')
  const lib = (...lines: string[]) => bash('-c', [`. ${scripts}/lib.sh`, ...lines].join('\n'), 'lib')

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'engines-'))
    child = spawn('sleep', ['60'])
    await once(child, 'spawn')
  })
  afterEach(() => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })

  test('runs, and is stopped by its signal', async () => {
    const polite = `bash -c 'trap "echo told to stop; exit" TERM; touch ${folder}/ready; while :; do sleep 0.05; done'`
    const outcome = await lib(
      `spawn ${file()} ${folder}/log ${polite}`,
      `status_of ${file()}`,
      `until [ -e ${folder}/ready ]; do sleep 0.05; done`,
      `signal_all TERM ${file()}`,
      `status_of ${file()}`,
    )
    expect(outcome).toMatchObject({ code: 1, stdout: expect.stringMatching(/^\d+\n$/) })
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('told to stop\n')
  })

  test('is left alone when its number went to another process', async () => {
    writeFileSync(file(), `${child.pid} 12345\n`)
    expect(await lib(`status_of ${file()}`)).toMatchObject({ code: 1, stdout: '' })
    expect(await lib(`signal_all KILL ${file()}`)).toMatchObject({ code: 0 })
    expect(child.kill(0)).toBe(true)
  })

  test('that does not heed the signal is killed', async () => {
    const stubborn = `bash -c 'trap "" TERM; touch ${folder}/trapped; while :; do sleep 0.1; done'`
    const outcome = await lib(
      'STOP_TIMEOUT=1',
      `spawn ${file()} ${folder}/log ${stubborn}`,
      `until [ -e ${folder}/trapped ]; do sleep 0.05; done`,
      `signal_all TERM ${file()}`,
      `status_of ${file()}`,
    )
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('not stopped within 1 s; killing') })
  })

  test('that ends while it starts fails the start with the end of its log', async () => {
    const outcome = await lib(
      `spawn ${file()} ${folder}/log sh -c 'echo no disk; exit 3'`,
      `wait_for thing ${file()} ${folder}/log false`,
    )
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining('thing ended while starting') })
    expect(outcome.stderr).toContain('no disk')
  })
})
