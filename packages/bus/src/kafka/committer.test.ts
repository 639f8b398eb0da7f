import { expect, test } from '@jest/globals'
import { silentLogger } from '@waitlist/event-log'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { createCommitter } from './committer.ts'
import type { Lane } from './lane.ts'

function rig() {
  const clock = createFakeClock()
  const commits: string[] = []
  const asked: number[] = []
  let offset = 0
  let committed = 0
  let failures = 0
  let answered = Promise.resolve()
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
      asked.push(Number(offsets[0]?.offset))
      await answered
      if (failures-- > 0) throw new Error('away')
      commits.push(offsets.map((one) => `${one.topic}/${one.partition}@${one.offset}`).join())
    },
    clock,
    logger: silentLogger,
  })
  return {
    committer,
    commits,
    asked,
    answerAfter(gate: Promise<void>) {
      answered = gate
    },
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

test('while one commit is on its way there is no other, and then one for all that has moved', async () => {
  const { commits, asked, answerAfter, move, pass } = rig()
  const gate = Promise.withResolvers<void>()
  answerAfter(gate.promise)
  move(1)
  await pass(0)
  move(2)
  await pass(1_000)
  move(3)
  await pass(1_000)
  expect(asked).toEqual([1])
  gate.resolve()
  await pass(0)
  await pass(0)
  expect(commits).toEqual(['A/3@1', 'A/3@3'])
})
