import { expect, test } from '@jest/globals'
import { restingProcesses } from './rest.ts'

const fast = { every: 5, longest: 5_000 }

test('processes rest once all of them together use little', async () => {
  let looks = 0
  const busyFor = (times: number) => () => 1_000 * Math.min(times, looks++)
  expect(await restingProcesses([1], busyFor(5), fast)).toBe(true)
  expect(looks).toBe(7)
})

test('those that never do are not waited for for ever', async () => {
  let used = 0
  const busy = () => {
    used += 1_000
    return used
  }
  expect(await restingProcesses([1, 2], busy, { every: 1, longest: 30 })).toBe(false)
})
