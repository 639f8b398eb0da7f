import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { dataFileRig } from '../../test/data-file-rig.ts'
import { commit, followed } from '../contract/harness.ts'
import type { PendingCommit } from '../port.ts'
import { createSqliteLog } from './sqlite-log.ts'

const { file, reopen } = dataFileRig()

/** The commit at a position, as far as clearing it asks. */
const pendingAt = (position: number): PendingCommit => ({ position, id: `c${position}`, events: [] })

test('followed events between own commits are passed over, and never stand in the way', async () => {
  const log = createSqliteLog(file())
  await log.replicate([followed('release:a', 1)])
  await log.append([commit('waitlist:a', 1, ['1'], { id: 'c1' })])
  await log.replicate([followed('release:a', 2), followed('release:a', 3)])
  await log.append([commit('waitlist:a', 2, ['2'], { id: 'c2' })])
  const pending = await log.pending(10)
  expect(pending.map(({ id }) => id)).toEqual(['c1', 'c2'])
  await log.clearPending(pending.slice(0, 1))
  expect((await log.pending(10)).map(({ id }) => id)).toEqual(['c2'])
  expect(file().prepare('SELECT COUNT(*) AS n FROM published').get()).toEqual({ n: 0 })
})

test('in whatever order commits are cleared, the rest is pending, in order, also after a reopening', async () => {
  const log = createSqliteLog(file())
  for (let version = 1; version <= 12; version++)
    await log.append([commit('waitlist:a', version, [`${version}`], { id: `c${version}` })])
  await log.close()
  const order = fc.shuffledSubarray(Array.from({ length: 12 }, (_, at) => at + 1))
  await fc.assert(
    fc.asyncProperty(order, fc.integer({ min: 1, max: 4 }), async (cleared, portion) => {
      file().exec('DELETE FROM published; UPDATE published_through SET position = 0')
      const again = createSqliteLog(file())
      for (let at = 0; at < cleared.length; at += portion)
        await again.clearPending(cleared.slice(at, at + portion).map(pendingAt))
      const left = Array.from({ length: 12 }, (_, at) => at + 1).filter((position) => !cleared.includes(position))
      expect((await again.pending(100)).map(({ id }) => id)).toEqual(left.map((position) => `c${position}`))
      await again.close()
    }),
  )
  await log.close()
  const last = createSqliteLog(reopen())
  await last.clearPending(Array.from({ length: 12 }, (_, at) => pendingAt(at + 1)))
  expect(await last.pending(100)).toEqual([])
  expect(file().prepare('SELECT position FROM published_through').get()).toEqual({ position: 12 })
})
