import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { engines } from './engines.ts'
import { enginesFolder, readEngines, shellLines, writeEngines } from './env-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engines-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const variables = { ...engines.mongo.variables(1234, 1), ...engines.kafka.variables(9092, 3) }

test('what is written is read again', () => {
  writeEngines(folder, variables)
  expect(readEngines(folder)).toEqual({
    MONGO_URL: 'mongodb://127.0.0.1:1234/?replicaSet=rs0&directConnection=true',
    KAFKA_BROKERS: '127.0.0.1:9092,127.0.0.1:9093,127.0.0.1:9094',
    KAFKA_REPLICATION: '3',
  })
})

test('a shell takes it in, and hands it on', () => {
  const lines = shellLines({ ...variables, ODD: `it's $HOME & more` })
  const seen = execFileSync('sh', ['-c', `${lines} env`], { encoding: 'utf8' })
  expect(seen).toContain(`MONGO_URL=${variables.MONGO_URL}\n`)
  expect(seen).toContain("ODD=it's $HOME & more\n")
})

test('nothing running leaves no file, and reads as nothing', () => {
  writeEngines(folder, variables)
  writeEngines(folder, {})
  writeEngines(folder, {})
  expect(existsSync(join(folder, 'env'))).toBe(false)
  expect(readEngines(folder)).toEqual({})
})

test('the folder is in the checkout unless it is told', () => {
  expect(enginesFolder('/checkout', {})).toBe('/checkout/.engines')
  expect(enginesFolder('/checkout', { ENGINES_DIR: '' })).toBe('/checkout/.engines')
  expect(enginesFolder('/checkout', { ENGINES_DIR: '/elsewhere' })).toBe('/elsewhere')
})
