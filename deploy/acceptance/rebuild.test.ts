import { expect, test } from '@jest/globals'
import { run } from './harness/process.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

test('views made anew are the same, while the product runs', async () => {
  const sale = await stage.open()
  await sale.join('ann', 'ben')
  await sale.refund()
  await sale.offer('ann')
  const { dataDir } = stage.product()
  const tool = run({ DATA_DIR: dataDir }, dataDir, '../../operate/src/rebuild/main.ts')
  const { code } = await tool.exited
  expect([code, tool.stderr()]).toEqual([0, ''])
  const lines = tool.stdout().trim().split('\n')
  // The list, two people; one offer.
  expect(lines[0]).toMatch(/^join events-by-key: before 3 rows, \w{16}; after 3 rows, \w{16}; the same$/)
  expect(lines[1]).toMatch(/^release offer-events: before 1 rows, \w{16}; after 1 rows, \w{16}; the same$/)
})
