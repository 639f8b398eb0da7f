import { expect, test } from '@jest/globals'
import { silentLogger } from '@waitlist/event-log'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import kafkajs, { type Admin } from 'kafkajs'
import { createSettling } from './settling.ts'

type Asked = Pick<Admin, 'describeGroups' | 'fetchOffsets'>

/** A Kafka that knows of a group join on A and of a group release on B, as far committed as the test says. */
function rig({ isAway = false } = {}) {
  const clock = createFakeClock()
  const committed = new Map<string, number>()
  const asked: string[] = []
  const memberOf = (topics: string[]) => ({
    memberMetadata: kafkajs.AssignerProtocol.MemberMetadata.encode({ version: 1, topics, userData: Buffer.alloc(0) }),
  })
  const admin = {
    describeGroups: async () => ({
      groups: [
        { groupId: 'join', members: [memberOf(['A'])] },
        { groupId: 'release', members: [memberOf(['B'])] },
        { groupId: 'gone', members: [] },
      ],
    }),
    fetchOffsets: async ({ groupId, topics }: { groupId: string; topics: string[] }) => {
      asked.push(`${groupId} ${topics}`)
      return topics.map((topic) => ({
        topic,
        partitions: [{ partition: 0, offset: String(committed.get(`${groupId} ${topic}`) ?? -1), metadata: null }],
      }))
    },
  }
  const settling = createSettling({
    admin: async () => {
      if (isAway) throw new Error('away')
      return admin as unknown as Asked
    },
    groups: ['join', 'release', 'gone'],
    clock,
    logger: silentLogger,
  })
  const done: string[] = []
  return {
    clock,
    committed,
    asked,
    settling,
    done,
    wait: (id: string) => void settling.settled(id).then(() => done.push(id)),
    async pass(ms: number) {
      for (let at = 0; at < ms; at += 10) {
        await new Promise(setImmediate)
        clock.advance(10)
      }
      await new Promise(setImmediate)
    },
  }
}

const sent = (topic: string, offset: number) => [{ topic, partition: 0, offset }]

test('it waits until each group that has the topic has committed past what was published', async () => {
  const { settling, committed, done, wait, pass, asked } = rig()
  settling.published('x', sent('A', 7))
  wait('x')
  await pass(50)
  committed.set('join A', 7)
  await pass(50)
  expect(done).toEqual([])
  committed.set('join A', 8)
  await pass(20)
  expect(done).toEqual(['x'])
  expect(new Set(asked)).toEqual(new Set(['join A']))
})

test('what was published under one id in several calls is waited for as a whole', async () => {
  const { settling, committed, done, wait, pass } = rig()
  settling.published('x', sent('A', 7))
  settling.published('x', sent('B', 2))
  wait('x')
  committed.set('join A', 8)
  await pass(50)
  expect(done).toEqual([])
  committed.set('release B', 3)
  await pass(20)
  expect(done).toEqual(['x'])
})

test('nobody waits longer than 250 ms', async () => {
  const { settling, done, wait, pass } = rig()
  settling.published('x', sent('A', 7))
  wait('x')
  await pass(240)
  expect(done).toEqual([])
  await pass(20)
  expect(done).toEqual(['x'])
})

test('nobody waits for what was not published here, was long ago, or is on a topic that none of the groups has', async () => {
  const { settling, clock, done, wait, pass } = rig()
  wait('unknown')
  settling.published('old', sent('A', 7))
  clock.advance(10_001)
  settling.published('elsewhere', sent('C', 7))
  wait('elsewhere')
  wait('old')
  await pass(20)
  expect(done.toSorted()).toEqual(['elsewhere', 'old', 'unknown'])
})

test('nobody waits while Kafka cannot say', async () => {
  const { settling, done, wait, pass } = rig({ isAway: true })
  settling.published('x', sent('A', 7))
  wait('x')
  await pass(20)
  expect(done).toEqual(['x'])
})

test('closing lets everybody go', async () => {
  const { settling, done, wait, pass } = rig()
  settling.published('x', sent('A', 7))
  wait('x')
  await pass(20)
  settling.close()
  await pass(10)
  expect(done).toEqual(['x'])
})
