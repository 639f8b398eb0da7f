import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { wantsEngines } from './wants-engines.ts'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'checkout-'))
  const files = {
    'packages/line/src/line.test.ts': "import '@jest/globals'",
    'packages/views/src/mongo.test.ts': "import { describeWith } from '@waitlist/testkit/engines/describe-with'",
    'packages/line/node_modules/other/mongo.test.ts': "import '@waitlist/testkit/engines/describe-with'",
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
})
afterAll(() => rmSync(root, { recursive: true }))

test.each([
  [[], true],
  [['packages/line'], false],
  [['packages/views'], true],
  [['packages/line', 'MONGO'], true],
  [['nothing/like/it'], false],
])('tests of %j want engines: %s', (patterns, wanted) => {
  expect(wantsEngines(root, patterns)).toBe(wanted)
})
