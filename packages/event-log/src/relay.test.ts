import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { faulty } from './contract/faulty-log.ts'
import { commit, followed, until } from './contract/harness.ts'
import { ended, rest } from './contract/writer-rig.ts'
import { createMemoryLog } from './memory/memory-log.ts'
import { appendTo, createMemoryStorage, type MemoryStorage } from './memory/memory-storage.ts'
import { createRelay } from './relay.ts'

const idsOf = (events: readonly RecordedEvent[]) => events.map(({ id }) => id)

function rig(publish: (events: readonly RecordedEvent[]) => Promise<void> = async () => {}) {
  const storage = createMemoryStorage()
  const { log, ...faults } = faulty(createMemoryLog(storage))
  const clock = createFakeClock(0)
  const batches: string[][] = []
  const open = (batch = 100, more: { pollEvery?: number } = {}) =>
    createRelay({
      ...more,
      log,
      clock,
      batch,
      publish(events) {
        batches.push(idsOf(events))
        return publish(events)
      },
    })
  return { storage, log, faults, clock, batches, open }
}

/** As another process would write: this one's log does not hear of it. */
function addUnheard(storage: MemoryStorage): void {
  appendTo(storage, commit('waitlist:a', 1, ['1']))
}

describe('relay', () => {
  test('publishes what is pending at the start, in commit order, and clears it', async () => {
    const { log, batches, open } = rig()
    await log.append([commit('waitlist:a', 1, ['1', '2']), commit('waitlist:b', 1, ['1'])])
    await log.append([commit('waitlist:a', 3, ['3'])])
    const relay = open()
    relay.start()
    await relay.idle()
    expect(batches).toEqual([['waitlist:a@1', 'waitlist:a@2', 'waitlist:b@1', 'waitlist:a@3']])
    expect(await log.pending(10)).toEqual([])
    await relay.close()
  })

  test('publishes what is added, without being asked', async () => {
    const { log, batches, open } = rig()
    const relay = open()
    relay.start()
    await relay.idle()
    await log.append([commit('waitlist:a', 1, ['1'])])
    await until(() => batches.length === 1)
    await relay.idle()
    await log.append([commit('waitlist:a', 2, ['2'])])
    await until(() => batches.length === 2)
    expect(batches).toEqual([['waitlist:a@1'], ['waitlist:a@2']])
    await relay.close()
  })

  test('has one batch out at a time, of so many commits', async () => {
    let out = 0
    let most = 0
    const { log, batches, open } = rig(async () => {
      most = Math.max(most, ++out)
      await setImmediate()
      out -= 1
    })
    for (let version = 1; version <= 5; version++) await log.append([commit('waitlist:a', version, [`${version}`])])
    const relay = open(2)
    relay.start()
    await relay.idle()
    expect(batches).toEqual([['waitlist:a@1', 'waitlist:a@2'], ['waitlist:a@3', 'waitlist:a@4'], ['waitlist:a@5']])
    expect(most).toBe(1)
    await relay.close()
  })

  test('what is added while a batch is out waits for it, and idle waits for both', async () => {
    const gate = Promise.withResolvers<void>()
    const { log, batches, open } = rig(() => gate.promise)
    await log.append([commit('waitlist:a', 1, ['1'])])
    const relay = open()
    relay.start()
    await until(() => batches.length === 1)
    await log.append([commit('waitlist:a', 2, ['2'])])
    let idle = false
    const waiting = relay.idle().then(() => {
      idle = true
    })
    await rest()
    expect([idle, batches.length]).toEqual([false, 1])
    gate.resolve()
    await waiting
    expect(batches).toEqual([['waitlist:a@1'], ['waitlist:a@2']])
    await relay.close()
  })

  test('what is added while the relay looks and finds nothing is published all the same', async () => {
    const { log, faults, batches, open } = rig()
    const letGo = faults.hold('pending')
    const relay = open()
    relay.start()
    await until(() => faults.calls('pending') === 1)
    await rest()
    await log.append([commit('waitlist:a', 1, ['1'])])
    letGo()
    await until(() => batches.length === 1)
    await relay.close()
  })

  test('a batch that is not acknowledged goes out whole again, after longer and longer pauses, before any other', async () => {
    let failures = 3
    const times: number[] = []
    const { log, clock, batches, open } = rig(async () => {
      times.push(clock.now())
      if (failures-- > 0) throw new Error('broker away')
    })
    await log.append([commit('waitlist:a', 1, ['1']), commit('waitlist:b', 1, ['1'])])
    const relay = open(2)
    relay.start()
    await until(() => batches.length === 1)
    await log.append([commit('waitlist:a', 2, ['2'])])
    await ended(clock, relay.idle())
    const first = ['waitlist:a@1', 'waitlist:b@1']
    expect(batches).toEqual([first, first, first, first, ['waitlist:a@2']])
    expect(times).toEqual([0, 20, 60, 140, 140])
    await relay.close()
  })

  test('a batch whose clearing fails goes out again: at least once', async () => {
    const { log, faults, clock, batches, open } = rig()
    await log.append([commit('waitlist:a', 1, ['1'])])
    faults.fail('clearPending', 'before')
    faults.fail('pending', 'before')
    const relay = open()
    relay.start()
    await ended(clock, relay.idle())
    expect(batches).toEqual([['waitlist:a@1'], ['waitlist:a@1']])
    expect(await log.pending(10)).toEqual([])
    await relay.close()
  })

  test('does not publish what is only followed', async () => {
    const { log, batches, open } = rig()
    const relay = open()
    relay.start()
    await log.replicate([followed('release:a', 1)])
    await relay.idle()
    expect(batches).toEqual([])
    await relay.close()
  })

  test('closing waits for the batch that is out, and publishes no more', async () => {
    const gate = Promise.withResolvers<void>()
    const { log, batches, open } = rig(() => gate.promise)
    await log.append([commit('waitlist:a', 1, ['1']), commit('waitlist:b', 1, ['1'])])
    const relay = open(1)
    relay.start()
    await until(() => batches.length === 1)
    let closed = false
    const closing = relay.close().then(() => {
      closed = true
    })
    await rest()
    expect(closed).toBe(false)
    gate.resolve()
    await closing
    await log.append([commit('waitlist:a', 2, ['2'])])
    await rest()
    expect(batches).toEqual([['waitlist:a@1']])
    expect((await log.pending(10)).flatMap(({ events }) => idsOf(events))).toEqual(['waitlist:b@1', 'waitlist:a@2'])
  })

  test('closing does not wait for a pause', async () => {
    const { log, clock, batches, open } = rig(() => Promise.reject(new Error('broker away')))
    await log.append([commit('waitlist:a', 1, ['1'])])
    const relay = open()
    relay.start()
    await until(() => clock.untilNext() !== undefined)
    await relay.close()
    expect(batches).toHaveLength(1)
    expect(clock.untilNext()).toBeUndefined()
  })

  test('closing while a batch fails does not wait for another try', async () => {
    const gate = Promise.withResolvers<void>()
    const { log, clock, batches, open } = rig(() => gate.promise)
    await log.append([commit('waitlist:a', 1, ['1'])])
    const relay = open()
    relay.start()
    await until(() => batches.length === 1)
    const closing = relay.close()
    gate.reject(new Error('broker away'))
    await closing
    expect(batches).toHaveLength(1)
    expect(clock.untilNext()).toBeUndefined()
  })

  test('looks when it is kicked, for what nobody tells it of', async () => {
    const { storage, batches, open } = rig()
    const relay = open()
    relay.start()
    await relay.idle()
    addUnheard(storage)
    await rest()
    expect(batches).toEqual([])
    relay.kick()
    await until(() => batches.length === 1)
    await relay.close()
  })

  test('looks again and again when it is told to poll, until it is closed', async () => {
    const { storage, clock, faults, batches, open } = rig()
    const relay = open(100, { pollEvery: 500 })
    relay.start()
    await relay.idle()
    clock.advance(500)
    await rest()
    addUnheard(storage)
    clock.advance(499)
    await rest()
    expect(batches).toEqual([])
    clock.advance(1)
    await until(() => batches.length === 1)
    await relay.close()
    const asked = faults.calls('pending')
    clock.advance(5000)
    await rest()
    expect(faults.calls('pending')).toBe(asked)
    expect(clock.untilNext()).toBeUndefined()
  })

  test('closing before the start is nothing', async () => {
    const { open } = rig()
    await open().close()
  })
})
