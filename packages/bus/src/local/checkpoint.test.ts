import { setImmediate } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { silentLogger } from '@waitlist/event-log'
import { createFakeClock, type FakeClock } from '@waitlist/testkit/world/fake-clock'
import { type Checkpoint, createCheckpoint } from './checkpoint.ts'

let stored: number
let writes: number[]
let broken: boolean
let position: number
let warnings: object[]
let clock: FakeClock
let checkpoint: Checkpoint

beforeEach(() => {
  stored = 40
  writes = []
  broken = false
  position = 40
  warnings = []
  clock = createFakeClock()
  checkpoint = createCheckpoint({
    group: 'release',
    log: {
      async checkpoint(name) {
        return name === 'group:release' ? stored : 0
      },
      async setCheckpoint(name, value) {
        if (broken) throw new Error('no disk')
        if (name === 'group:release') stored = value
        writes.push(value)
      },
    },
    clock,
    logger: { ...silentLogger, warn: (fields) => void warnings.push(fields) },
    current: () => position,
  })
})

async function moveTo(next: number): Promise<void> {
  position = next
  await checkpoint.moved()
}

test('the position to begin behind is the one that was stored', async () => {
  expect(await checkpoint.load()).toBe(40)
})

describe('a position that moves', () => {
  beforeEach(async () => {
    await checkpoint.load()
  })

  test('is saved a tenth of a second later, as it is then, in one write', async () => {
    await moveTo(41)
    clock.advance(60)
    await moveTo(45)
    clock.advance(39)
    expect(writes).toEqual([])
    clock.advance(1)
    expect(writes).toEqual([45])
    expect(clock.untilNext()).toBeUndefined()
  })

  test('and moves on is saved again', async () => {
    await moveTo(41)
    clock.advance(100)
    await setImmediate()
    await moveTo(42)
    clock.advance(100)
    await setImmediate()
    expect(writes).toEqual([41, 42])
  })

  test('far is saved at once', async () => {
    await moveTo(1_039)
    expect(writes).toEqual([])
    await moveTo(1_040)
    expect(writes).toEqual([1_040])
  })

  test('but is held back by an event that waits is not written again and again', async () => {
    await checkpoint.moved()
    clock.advance(100)
    await checkpoint.moved()
    clock.advance(100)
    expect(writes).toEqual([])
  })

  test('is saved when the group ends, and no timer is left', async () => {
    await moveTo(41)
    await checkpoint.close()
    expect(writes).toEqual([41])
    expect(clock.untilNext()).toBeUndefined()
  })

  test('and cannot be saved is saved the next time', async () => {
    broken = true
    await moveTo(41)
    clock.advance(100)
    await setImmediate()
    expect(warnings).toEqual([{ group: 'release', reason: 'Error: no disk' }])
    broken = false
    await checkpoint.close()
    expect(writes).toEqual([41])
  })
})

test('a group that never began leaves the stored position alone', async () => {
  position = 0
  await checkpoint.close()
  expect(writes).toEqual([])
  expect(stored).toBe(40)
})
