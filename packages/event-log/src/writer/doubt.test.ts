import { describe, expect, test } from '@jest/globals'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { faulty } from '../contract/faulty-log.ts'
import { commit } from '../contract/harness.ts'
import { ended } from '../contract/writer-rig.ts'
import { silentLogger } from '../logger.ts'
import { createMemoryLog } from '../memory/memory-log.ts'
import { createMemoryStorage } from '../memory/memory-storage.ts'
import { backOff, settleDoubt } from './doubt.ts'

function rig() {
  const { log, ...faults } = faulty(createMemoryLog(createMemoryStorage()))
  const clock = createFakeClock(0)
  return { log, faults, clock, settings: { log, clock, logger: silentLogger, patience: 1000 } }
}

test('pauses double up to a second', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 60].map(backOff)).toEqual([20, 40, 80, 160, 320, 640, 1000, 1000, 1000])
})

describe('a commit in doubt', () => {
  test('that is there is committed, and is not appended again', async () => {
    const { log, faults, settings } = rig()
    const ours = commit('waitlist:a', 1, ['1'])
    await log.append([ours])
    expect(await settleDoubt(settings, ours)).toBe('committed')
    expect(faults.calls('append')).toBe(1)
  })

  test('that is not there is appended', async () => {
    const { log, settings } = rig()
    expect(await settleDoubt(settings, commit('waitlist:a', 1, ['1']))).toBe('committed')
    expect(await log.head('waitlist:a')).toBe(1)
  })

  test('whose place another has is lost', async () => {
    const { log, settings } = rig()
    await log.append([commit('waitlist:a', 1, ['theirs'])])
    expect(await settleDoubt(settings, commit('waitlist:a', 1, ['1']))).toBe('lost')
  })

  test('whose command another commit has answered is lost', async () => {
    const { log, settings } = rig()
    const commands = [{ id: 'k', hash: 'h', receipt: 1 }]
    await log.append([commit('waitlist:b', 1, ['theirs'], { commands })])
    expect(await settleDoubt(settings, commit('waitlist:a', 1, ['1'], { commands }))).toBe('lost')
    expect(await log.head('waitlist:a')).toBe(0)
  })

  test('that stands in the middle of another’s is lost', async () => {
    const { log, settings } = rig()
    await log.append([commit('waitlist:a', 1, ['1', '2', '3'])])
    expect(await settleDoubt(settings, commit('waitlist:a', 2, ['x']))).toBe('lost')
  })

  test.each(['before', 'after'] as const)('whose second append fails %s writing is asked for again', async (when) => {
    const { log, faults, clock, settings } = rig()
    faults.fail('append', when)
    expect(await ended(clock, settleDoubt(settings, commit('waitlist:a', 1, ['1'])))).toBe('committed')
    expect(clock.now()).toBe(20)
    expect(await log.head('waitlist:a')).toBe(1)
  })

  test('stays unknown when the log is away for longer than the patience', async () => {
    const { faults, clock, settings } = rig()
    faults.fail('commitAt', 'before', 100)
    expect(await ended(clock, settleDoubt(settings, commit('waitlist:a', 1, ['1'])))).toBe('unknown')
    expect(clock.now()).toBe(20 + 40 + 80 + 160 + 320 + 640)
    expect(faults.calls('append')).toBe(0)
  })
})
