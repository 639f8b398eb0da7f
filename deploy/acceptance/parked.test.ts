import { expect, test } from '@jest/globals'
import { eventually } from './harness/poll.ts'
import { run } from './harness/process.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

/** Runs `npm run parked` on the data folder of the product that is running. */
async function parked(...args: readonly string[]): Promise<string> {
  const { dataDir } = stage.product()
  const tool = run({ DATA_DIR: dataDir }, dataDir, '../../operate/src/parked/main.ts', args)
  const { code } = await tool.exited
  if (code !== 0) throw new Error(`parked ${args.join(' ')} ends with ${code}: ${tool.stderr()}`)
  return tool.stdout()
}

test('what could not be handled is listed, shown, tried again and dropped while the product runs', async () => {
  const sale = await stage.open()
  expect(await parked('list')).toBe('Nothing is parked.\n')
  await sale.join('ann', 'ben')
  await sale.refund(1, { refundId: 'twice' })
  await sale.offer('ann')
  await sale.refund(2, { refundId: 'twice' })
  const first = await eventually(async () => {
    const [, position = ''] = /^(\d+) .* RefundIssued {2}release {2}.*\nParked: 1\n$/.exec(await parked('list')) ?? []
    expect(position).not.toBe('')
    return position
  })
  expect(await parked('show', first)).toContain('"refundId":"twice"')

  // It still cannot be handled, so it is parked anew.
  expect(await parked('retry', first)).toBe(`${first} will be tried again\n`)
  const again = await eventually(async () => {
    const [, position = first] = /^(\d+) .*\nParked: 1\n$/.exec(await parked('list')) ?? []
    expect(position).not.toBe(first)
    return position
  })
  expect(await sale.offered()).toEqual(['ann'])
  expect(await parked('drop', again)).toBe(`${again} is dropped\n`)
  expect(await parked('list')).toBe('Nothing is parked.\n')
})

test('a number that is not there, or nothing to do, is said and ends with 1', async () => {
  await expect(parked('retry', '999')).rejects.toThrow(/There is no parked event 999/)
  await expect(parked('drop')).rejects.toThrow(/Name the events/)
  await expect(parked()).rejects.toThrow(/list, show, retry, drop/)
})
