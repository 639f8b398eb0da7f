import { readFile } from 'node:fs/promises'
import { expect, test } from '@jest/globals'
import { problems } from '../problems.ts'
import { catalogueFile } from './drift.ts'
import { errorCatalogue } from './error-catalogue.ts'

test('docs/errors.md is what the contracts say; else run packages/contracts/src/emit/main.ts', async () => {
  expect(await readFile(catalogueFile, 'utf8')).toBe(errorCatalogue())
})

test('it has a row for every code, with its status', () => {
  const rows = errorCatalogue()
    .split('\n')
    .filter((line) => line.startsWith('| `WL_ERR_'))
  const told = rows.map((row) => /^\| `(\w+)` \| (\d+) \| .+ \| .+ \|$/.exec(row)?.slice(1))
  expect(told).toEqual(Object.entries(problems).map(([code, { status }]) => [code, String(status)]))
})
