import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { commit, followed, newEvent } from '../contract/harness.ts'
import { createMemoryLog } from './memory-log.ts'
import { createMemoryStorage } from './memory-storage.ts'

describe('what a memory log gives out', () => {
  test('cannot be changed, at any depth', async () => {
    const log = createMemoryLog(createMemoryStorage())
    const data = { entryId: 'ann', tickets: [{ type: 'ga' }] }
    await log.append([
      commit('waitlist:a', 1, [], {
        events: [newEvent('ann', { data })],
        commands: [{ id: 'k', hash: 'h', receipt: data }],
      }),
    ])
    const [event] = await log.read('waitlist:a', 1, 1)
    const given = event?.data as unknown as typeof data
    expect(() => Object.assign(event as object, { version: 9 })).toThrow(TypeError)
    expect(() => given.tickets.push({ type: 'x' })).toThrow(TypeError)
    expect(() => Object.assign(given.tickets[0] as object, { type: 'x' })).toThrow(TypeError)
    const receipt = (await log.command('k'))?.receipt as typeof data
    expect(() => Object.assign(receipt, { entryId: 'x' })).toThrow(TypeError)
  })

  test('does not follow what its writer does with the original', async () => {
    const log = createMemoryLog(createMemoryStorage())
    const data = { entryId: 'ann', tickets: ['ga'] }
    await log.append([commit('waitlist:a', 1, [], { events: [newEvent('ann', { data })] })])
    data.tickets.push('vip')
    data.entryId = 'bob'
    expect((await log.read('waitlist:a', 1, 1))[0]?.data).toEqual({ entryId: 'ann', tickets: ['ga'] })
  })

  test('is what JSON can say', async () => {
    const log = createMemoryLog(createMemoryStorage())
    const data = { entryId: 'ann', none: undefined, moment: new Date(0) }
    await log.append([commit('waitlist:a', 1, [], { events: [newEvent('ann', { data })] })])
    const stored = (await log.read('waitlist:a', 1, 1))[0]?.data as object
    expect(Object.entries(stored)).toEqual([
      ['entryId', 'ann'],
      ['moment', '1970-01-01T00:00:00.000Z'],
    ])
  })
})

describe('handles on one storage', () => {
  test('see what each other writes, and are told of it', async () => {
    const storage = createMemoryStorage()
    const [one, other] = [createMemoryLog(storage), createMemoryLog(storage)]
    const told: number[] = []
    other.onGrowth(() => told.push(other.newest()))
    await one.append([commit('waitlist:a', 1, ['1', '2'])])
    expect(await other.head('waitlist:a')).toBe(2)
    expect(told).toEqual([2])
    await other.read('waitlist:a', 1, 1)
    expect(told).toEqual([2])
  })

  test('after a severed one another goes on with all that was written', async () => {
    const storage = createMemoryStorage()
    const first = createMemoryLog(storage)
    await first.append([commit('waitlist:a', 1, ['1'], { wakeAt: 5 })])
    await first.setCheckpoint('g', 3)
    first.sever()
    const second = createMemoryLog(storage)
    expect(await second.head('waitlist:a')).toBe(1)
    expect(await second.nextWake('waitlist:')).toBe(5)
    expect(await second.checkpoint('g')).toBe(3)
    expect(await second.append([commit('waitlist:a', 2, ['2'])])).toMatchObject([{ status: 'committed' }])
  })
})

describe('a severed handle', () => {
  test('refuses every operation, writes nothing and hears nothing', async () => {
    const storage = createMemoryStorage()
    const log = createMemoryLog(storage)
    const told: number[] = []
    log.onGrowth(() => told.push(log.newest()))
    log.sever()
    const operations = [
      log.append([commit('waitlist:a', 1, ['1'])]),
      log.replicate([followed('release:a', 1)]),
      log.read('waitlist:a', 1, 1),
      log.head('waitlist:a'),
      log.command('k'),
      log.commitAt('waitlist:a', 1),
      log.readAll(0, 1),
      log.position(),
      log.streams('waitlist:', '', 1),
      log.owing('waitlist:', 1, 1),
      log.nextWake('waitlist:'),
      log.setWake('waitlist:a', 1),
      log.pending(1),
      log.clearPending([{ position: 1, id: 'c1', events: [] }]),
      log.checkpoint('g'),
      log.setCheckpoint('g', 1),
    ]
    const results = await Promise.allSettled(operations)
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']))
    const other = createMemoryLog(storage)
    await other.append([commit('waitlist:b', 1, ['1'])])
    expect(told).toEqual([])
    expect(await other.streams('', '', 10)).toEqual([{ stream: 'waitlist:b', version: 1 }])
    expect(await other.checkpoint('g')).toBe(0)
  })

  test('what is under way when it is severed rejects: written or not, by how far it was', async () => {
    for (const pausesBefore of [0, 1]) {
      const storage = createMemoryStorage()
      const pauses: PromiseWithResolvers<void>[] = []
      const log = createMemoryLog(storage, {
        pause() {
          const gate = Promise.withResolvers<void>()
          pauses.push(gate)
          return gate.promise
        },
      })
      const appending = log.append([commit('waitlist:a', 1, ['1'])])
      for (let at = 0; at < pausesBefore; at++) {
        pauses[at]?.resolve()
        await setImmediate()
      }
      log.sever()
      pauses.at(-1)?.resolve()
      await expect(appending).rejects.toThrow('The log is gone: append')
      expect(await createMemoryLog(storage).head('waitlist:a')).toBe(pausesBefore)
    }
  })
})

describe('faults', () => {
  test('before: nothing is done; after: it is done, and the caller cannot know', async () => {
    const storage = createMemoryStorage()
    const asked: string[] = []
    const fates: ('before' | 'after' | undefined)[] = ['before', 'after', undefined]
    const log = createMemoryLog(storage, {
      fail(operation) {
        asked.push(operation)
        return fates.shift()
      },
    })
    await expect(log.append([commit('waitlist:a', 1, ['1'])])).rejects.toThrow('The log failed: append')
    expect(storage.placed).toHaveLength(0)
    await expect(log.append([commit('waitlist:a', 1, ['1'])])).rejects.toThrow('The log failed: append')
    expect(storage.placed).toHaveLength(1)
    expect(await log.head('waitlist:a')).toBe(1)
    expect(asked).toEqual(['append', 'append', 'head'])
  })

  test('pauses come before and after each operation', async () => {
    const steps: string[] = []
    const storage = createMemoryStorage()
    const log = createMemoryLog(storage, {
      async pause() {
        steps.push(`pause with ${storage.placed.length}`)
      },
    })
    await log.append([commit('waitlist:a', 1, ['1'])])
    expect(steps).toEqual(['pause with 0', 'pause with 1'])
  })
})
