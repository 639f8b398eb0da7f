import { expect, test } from '@jest/globals'
import type { Outcome } from '../tries.ts'
import type { KafkaRecord } from './intake.ts'
import { createLane } from './lane.ts'
import { createLanes } from './lanes.ts'

/** An intake whose records end when the test says so. */
function rig() {
  const open = new Map<number, (outcome: Outcome) => void>()
  const log: string[] = []
  const intake = {
    accept: ({ offset }: KafkaRecord) => {
      log.push(`accept ${offset}`)
      return new Promise<Outcome>((resolve) => open.set(offset, resolve))
    },
    close: () => void log.push('close'),
  }
  const lane = createLane('RefundIssued', 3, intake)
  return {
    lane,
    log,
    hand: (...offsets: number[]) =>
      offsets.map((offset) => lane.hand({ offset } as KafkaRecord, () => log.push('end'))),
    async end(offset: number, outcome: Outcome = 'handled') {
      open.get(offset)?.(outcome)
      await Promise.resolve()
      await Promise.resolve()
    },
  }
}

test('nothing is to be committed before anything was taken', () => {
  expect(rig().lane.toCommit()).toBeUndefined()
})

test('a commit goes up to the first record that has not ended, and not twice', async () => {
  const { lane, hand, end } = rig()
  hand(5, 6, 7)
  expect(lane.toCommit()).toBe(5)
  lane.committed(5)
  await end(6)
  expect(lane.toCommit()).toBeUndefined()
  await end(5, 'parked')
  expect(lane.toCommit()).toBe(7)
  await end(7)
  expect(lane.toCommit()).toBe(8)
  lane.committed(8)
  expect(lane.toCommit()).toBeUndefined()
})

test('what lies behind the last record, as the end of a transaction does, is skipped when all before has ended', async () => {
  const { lane, hand, end } = rig()
  hand(5)
  lane.skipTo(9)
  expect(lane.toCommit()).toBe(5)
  await end(5)
  expect(lane.toCommit()).toBe(9)
})

test('it is known how many records have not ended, of those that Kafka told of', async () => {
  const { lane, hand, end } = rig()
  lane.toldEnd(8)
  expect(lane.behind()).toBe(0)
  hand(5, 6)
  expect(lane.behind()).toBe(3)
  await end(5)
  expect(lane.behind()).toBe(2)
  await end(6)
  lane.skipTo(9)
  expect(lane.behind()).toBe(0)
})

test('what comes again after a rebalance is not handed over again', () => {
  const { hand, log } = rig()
  expect(hand(5, 6)).toEqual([true, true])
  expect(hand(4, 5, 6, 7)).toEqual([false, false, false, true])
  expect(log).toEqual(['accept 5', 'accept 6', 'accept 7'])
})

test('a commit never goes past what was given up', async () => {
  const { lane, hand, end, log } = rig()
  hand(5, 6)
  lane.close()
  await end(5, 'abandoned')
  await end(6)
  expect(lane.toCommit()).toBe(5)
  expect(log.slice(2)).toEqual(['close', 'end', 'end'])
  await lane.ended()
})

test('of an assignment, lanes that stay are kept, those that went are lost, those that come back are new', () => {
  const closed: number[] = []
  let opened = 0
  const lanes = createLanes(() => {
    const number = ++opened
    return { accept: async () => 'handled', close: () => void closed.push(number) }
  })
  lanes.assign({ A: [1, 2], B: [1] })
  const stays = lanes.get('A', 1)
  const goes = lanes.get('A', 2)
  lanes.assign({ A: [1] })
  expect(lanes.get('A', 1)).toBe(stays)
  expect([stays?.lost, goes?.lost]).toEqual([false, true])
  expect(closed).toEqual([2, 3])
  expect(lanes.all()).toHaveLength(1)
  lanes.assign({ A: [1, 2] })
  expect(lanes.get('A', 2)).not.toBe(goes)
  expect(opened).toBe(4)
})
