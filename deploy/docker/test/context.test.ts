import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { root } from '../src/compose.ts'
import { copyFrom, ignoredIn } from '../src/context.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'context-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('what is ignored is not copied, wherever it is', () => {
  const files = ['a.ts', 'a.test.ts', 'deep/node_modules/x.js', 'deep/b.ts', 'data/x', 'deep/data/y']
  for (const file of files) {
    mkdirSync(join(folder, 'from', file, '..'), { recursive: true })
    writeFileSync(join(folder, 'from', file), file)
  }
  writeFileSync(join(folder, 'from/.dockerignore'), '# no tests\n**/*.test.ts\n**/node_modules\ndata\n')
  copyFrom(join(folder, 'from'), '.', join(folder, 'to'))
  const copied = globSync('**/*', { cwd: join(folder, 'to') }).filter((path) => existsSync(join(folder, 'from', path)))
  expect(copied.filter((path) => /\./.test(path)).toSorted()).toEqual(['a.ts', 'deep/b.ts'])
  expect(existsSync(join(folder, 'to/deep/data/y'))).toBe(true)
})

test.each([
  ['.env', true],
  ['.git', true],
  ['node_modules', true],
  ['services/join/node_modules', true],
  ['services/join/src/service.ts', false],
  ['services/join/src/domain/join.test.ts', true],
  ['packages/service-kit/test', true],
  ['packages/testkit/package.json', false],
  ['pnpm-lock.yaml', false],
])('of this checkout, %s is left out: %s', (path, left) => {
  expect(ignoredIn(root)(path)).toBe(left)
})
