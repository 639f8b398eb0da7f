import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../../..')

type Results = {
  readonly numRuntimeErrorTestSuites: number
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

/** Runs the files of the folder `files` one after another in one process, as `npm test` runs those of a worker. */
async function runFiles(): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), 'runner-'))
  const output = join(folder, 'results.json')
  const own = ['--runInBand', '--testMatch', '**/testkit/test/files/{first,second,broken}.ts']
  const args = ['node_modules/jest/bin/jest.js', '--json', '--outputFile', output, ...own]
  try {
    await new Promise((done) => execFile(process.execPath, args, { cwd: root }, done))
    return JSON.parse(readFileSync(output, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('a test file is run as jest runs it, and finds nothing of the one before', async () => {
  const { testResults, numRuntimeErrorTestSuites } = await runFiles()
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  expect(Object.fromEntries(tests.map(({ title, status }) => [title, status]))).toEqual({
    passes: 'passed',
    fails: 'failed',
    hangs: 'failed',
    'is left out': 'pending',
    'leaves things behind': 'passed',
    'has modules of its own': 'passed',
    'finds nothing left behind': 'passed',
    'has more time than the first': 'passed',
  })
  const messages = testResults.map(({ message }) => message).join('\n')
  expect(messages).toContain('first.ts')
  expect(messages).toContain('Exceeded timeout of 200 ms')
  expect(messages).toContain('this file does not load')
  expect(numRuntimeErrorTestSuites).toBe(1)
})
