import { expect, test } from '@jest/globals'
import type { EventLog, PendingCommit } from '../port.ts'
import { commit } from './harness.ts'

/** What every driver does with wakes, and with what a relay has to publish. */
export function owingContract(open: () => EventLog, reopen: () => Promise<EventLog>): void {
  test('streams owe from the moment their last commit named, soonest first', async () => {
    const log = open()
    await log.append([
      commit('waitlist:a', 1, ['1'], { wakeAt: 300 }),
      commit('waitlist:b', 1, ['1'], { wakeAt: 100 }),
      commit('waitlist:c', 1, ['1'], { wakeAt: null }),
      commit('release:a', 1, ['1'], { wakeAt: 50 }),
    ])
    const check = async (on: EventLog) => {
      expect(await on.nextWake('waitlist:')).toBe(100)
      expect(await on.nextWake('notice:')).toBeUndefined()
      expect(await on.owing('waitlist:', 99, 10)).toEqual([])
      expect(await on.owing('waitlist:', 300, 10)).toEqual([
        { stream: 'waitlist:b', wakeAt: 100 },
        { stream: 'waitlist:a', wakeAt: 300 },
      ])
      expect(await on.owing('waitlist:', 300, 1)).toEqual([{ stream: 'waitlist:b', wakeAt: 100 }])
      expect(await on.owing('release:', 300, 10)).toEqual([{ stream: 'release:a', wakeAt: 50 }])
    }
    await check(log)
    await check(await reopen())
  })

  test('a later commit moves the moment, ends it, or leaves it as it is', async () => {
    const log = open()
    await log.append([commit('waitlist:a', 1, ['1'], { wakeAt: 300 })])
    await log.append([commit('waitlist:a', 2, ['2'])])
    expect(await log.nextWake('waitlist:')).toBe(300)
    await log.append([commit('waitlist:a', 3, ['3'], { wakeAt: 200 })])
    expect(await log.nextWake('waitlist:')).toBe(200)
    await log.append([commit('waitlist:a', 4, ['4'], { wakeAt: null })])
    expect(await log.nextWake('waitlist:')).toBeUndefined()
  })

  test('the moment can be set without a commit, also of a stream that has none', async () => {
    const log = open()
    await log.append([commit('waitlist:a', 1, ['1'], { wakeAt: 300 })])
    await log.setWake('waitlist:a', 400)
    await log.setWake('waitlist:new', 350)
    await log.setWake('waitlist:none', null)
    const again = await reopen()
    expect(await again.owing('waitlist:', 1000, 10)).toEqual([
      { stream: 'waitlist:new', wakeAt: 350 },
      { stream: 'waitlist:a', wakeAt: 400 },
    ])
    await again.setWake('waitlist:new', null)
    expect(await again.nextWake('waitlist:')).toBe(400)
    expect(await again.streams('waitlist:', '', 10)).toEqual([{ stream: 'waitlist:a', version: 1 }])
    expect(await again.append([commit('waitlist:new', 1, ['1'])])).toMatchObject([{ status: 'committed' }])
  })

  test('a moment decided on a stream that has gone on since is not set', async () => {
    const log = open()
    await log.append([commit('waitlist:a', 1, ['1'])])
    await log.append([commit('waitlist:a', 2, ['2'], { wakeAt: 300 })])
    await log.setWake('waitlist:a', null, 1)
    await log.setWake('waitlist:a', 500, 1)
    expect(await log.nextWake('waitlist:')).toBe(300)
    await log.setWake('waitlist:a', 400, 2)
    expect(await log.nextWake('waitlist:')).toBe(400)
    await log.setWake('waitlist:a', null, 2)
    expect(await log.nextWake('waitlist:')).toBeUndefined()
  })

  test('commits are pending in the order written until they are cleared', async () => {
    const log = open()
    await log.append([
      commit('waitlist:a', 1, ['1', '2'], { id: 'first' }),
      commit('waitlist:b', 1, ['1'], { id: 'second' }),
    ])
    await log.append([commit('waitlist:a', 3, ['3'], { id: 'third' })])
    const pending = await log.pending(10)
    expect(pending.map(({ id }) => id)).toEqual(['first', 'second', 'third'])
    expect(pending[0]?.events.map(({ id }) => id)).toEqual(['waitlist:a@1', 'waitlist:a@2'])
    expect((await log.pending(2)).map(({ id }) => id)).toEqual(['first', 'second'])

    const [first, second, third] = pending as [PendingCommit, PendingCommit, PendingCommit]
    await log.clearPending([second])
    expect((await log.pending(10)).map(({ id }) => id)).toEqual(['first', 'third'])
    const again = await reopen()
    expect((await again.pending(10)).map(({ id }) => id)).toEqual(['first', 'third'])
    await again.clearPending([first, first])
    expect((await again.pending(10)).map(({ id }) => id)).toEqual(['third'])
    await again.clearPending([third])
    expect(await again.pending(10)).toEqual([])
    await again.append([commit('waitlist:b', 2, ['2'], { id: 'fourth' })])
    expect((await again.pending(10)).map(({ id }) => id)).toEqual(['fourth'])
  })
}
