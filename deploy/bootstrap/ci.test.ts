import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

const script = fileURLToPath(new URL('../../.ci/run', import.meta.url))

let root = ''
const calls = () => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n')

/** A stand-in for npm: notes what it is called for, gives engines and results, and does `more` besides. */
function npm(more = '') {
  const body = `#!/bin/bash
echo "$* REQUIRE_ENGINES=\${REQUIRE_ENGINES-} MONGO_URL=\${MONGO_URL-}" >> "${root}/calls"
case "$*" in
  *'engines -- up') mkdir -p "$ENGINES_DIR"; echo "$ENGINES_DIR" > "${root}/folder"; echo "export MONGO_URL='mongodb://h/?a=1&b=2'" ;;
  'test '*) file="$*"; echo '{"numPassedTests":7,"numFailedTests":0}' > "\${file##*--outputFile=}" ;;
esac
${more}
`
  writeFileSync(join(root, 'bin/npm'), body)
  chmodSync(join(root, 'bin/npm'), 0o755)
}

function start() {
  const env = { PATH: `${root}/bin${delimiter}${process.env.PATH}` }
  const child = spawn('bash', [join(root, '.ci/run')], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  const ended = once(child, 'close').then(([code]) => ({ code, lines: stdout.trim().split('\n') }))
  return { child, ended }
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ci-'))
  for (const folder of ['bin', '.ci']) mkdirSync(join(root, folder))
  cpSync(script, join(root, '.ci/run'))
})
afterEach(() => rmSync(root, { recursive: true }))

const down = expect.stringMatching(/^run -s engines -- down /)

test('all steps run on the engines that were started, which are stopped at the end', async () => {
  npm()
  const { code, lines } = await start().ended
  expect({ code, last: lines.at(-1) }).toEqual({ code: 0, last: '7 passed, 0 failed' })
  const told = 'REQUIRE_ENGINES=1 MONGO_URL=mongodb://h/?a=1&b=2'
  expect(calls()).toEqual([
    'run -s engines -- up REQUIRE_ENGINES= MONGO_URL=',
    expect.stringMatching(/^test -- --json --outputFile=.* REQUIRE_ENGINES=1 MONGO_URL=mongodb:\/\/h\/\?a=1&b=2$/),
    `run check ${told}`,
    `run bench -- --quick ${told}`,
    down,
  ])
  expect(existsSync(readFileSync(join(root, 'folder'), 'utf8').trim())).toBe(false)
})

test('a failed step fails the run at the end, and hides no other', async () => {
  npm('[[ $* != "run check" ]]')
  const { code, lines } = await start().ended
  expect(code).toBe(1)
  expect(lines.slice(-2)).toEqual(['FAILED: check', '7 passed, 0 failed'])
  expect(calls().slice(-2)).toEqual([expect.stringMatching(/^run bench/), down])
})

test('engines that do not start let the tests say what is missing', async () => {
  npm('[[ $* != *up ]]')
  const { code, lines } = await start().ended
  expect({ code, lines: lines.slice(-2) }).toEqual({ code: 1, lines: ['FAILED: engines', '7 passed, 0 failed'] })
})

describe.each(['SIGTERM', 'SIGINT'] as const)('%s in the middle of a step', (signal) => {
  test('ends the step, and the engines are stopped, with those that a test has of its own', async () => {
    const scripts = join(root, 'deploy/native/scripts')
    mkdirSync(scripts, { recursive: true })
    for (const name of ['kafka', 'mongo'])
      writeFileSync(join(scripts, `${name}.sh`), `echo "${name} $1 $(basename "$2")" >> "${root}/calls"`)
    npm(`if [[ $* == test* ]]; then
      mkdir -p "$TMPDIR"/waitlist-faults-1/mongo "$TMPDIR"/waitlist-kafka-2
      echo "$TMPDIR" > "${root}/written"
      trap 'echo ended >> "${root}/calls"; exit' TERM
      touch "${root}/testing"
      while :; do sleep 0.05; done
    fi`)
    const { child, ended } = start()
    while (!existsSync(join(root, 'testing'))) await new Promise((resolve) => setTimeout(resolve, 20))
    child.kill(signal)
    expect((await ended).code).toBe(signal === 'SIGTERM' ? 143 : 130)
    expect(calls().slice(-4)).toEqual(['ended', 'mongo kill mongo', 'kafka kill waitlist-kafka-2', down])
    expect(existsSync(readFileSync(join(root, 'written'), 'utf8').trim())).toBe(false)
  })
})
