import { expect, test } from '@jest/globals'
import { silentLogger } from '@waitlist/event-log'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { createCommitter } from './committer.ts'
import type { Lane } from './lane.ts'

function rig() {
  const clock = createFakeClock()
  const commits: string[] = []
  let offset = 0
  let committed = 0
  let failures = 0
  const lane = {
    topic: 'A',
    partition: 3,
    toCommit: () => (offset > committed ? offset : undefined),
    committed(at) {
      committed = at
    },
  } as Lane
  const committer = createCommitter({
    group: 'join',
    lanes: () => [lane],
    async commit(offsets) {
      if (failures-- > 0) throw new Error('away')
      commits.push(offsets.map((one) => `${one.topic}/${one.partition}@${one.offset}`).join())
    },
    clock,
    logger: silentLogger,
  })
  return {
    committer,
    commits,
    move(to: number) {
      offset = to
      committer.moved()
    },
    fail(times: number) {
      failures = times
    },
    async pass(ms: number) {
      clock.advance(ms)
      await new Promise(setImmediate)
    },
  }
}

test('the first move is committed at once, those that follow together', async () => {
  const { commits, move, pass } = rig()
  move(1)
  await pass(0)
  expect(commits).toEqual(['A/3@1'])
  move(2)
  move(3)
  await pass(99)
  expect(commits).toHaveLength(1)
  await pass(1)
  expect(commits).toEqual(['A/3@1', 'A/3@3'])
})

test('a commit that fails is made again', async () => {
  const { commits, move, fail, pass } = rig()
  fail(2)
  move(1)
  await pass(0)
  await pass(100)
  expect(commits).toEqual([])
  await pass(100)
  expect(commits).toEqual(['A/3@1'])
})

test('closed, it commits only when it is told to', async () => {
  const { committer, commits, move, pass } = rig()
  committer.close()
  move(1)
  await pass(1_000)
  expect(commits).toEqual([])
  await committer.flush()
  await committer.flush()
  expect(commits).toEqual(['A/3@1'])
})
