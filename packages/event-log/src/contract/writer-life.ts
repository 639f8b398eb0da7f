import { expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { until } from './harness.ts'
import { tally } from './tally.ts'
import { add, cause, ended, fate, rest, type WriterRig } from './writer-rig.ts'

/** What a writer holds, tells its own views, and does when it stops. */
export function lifeContract(rig: () => WriterRig): void {
  test('beyond the bound of the queue a command is refused as busy, and the others are answered', async () => {
    const { writer, stored } = rig()
    const tallies = writer({ queueLimit: 3 })
    const fates = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => fate(add(tallies, name))))
    expect(fates).toEqual(['answered', 'answered', 'answered', 'WL_ERR_BUSY', 'WL_ERR_BUSY'])
    expect(await fate(add(tallies, 'f'))).toBe('answered')
    expect(await stored('waitlist:a')).toEqual(['1:a', '2:b', '3:c', '4:f'])
    await tallies.close()
  })

  test('the state of streams that have been idle longest is dropped, and made anew when it is wanted', async () => {
    const { writer } = rig()
    let made = 0
    const initialState: typeof tally.initialState = (stream) => {
      made += 1
      return tally.initialState(stream)
    }
    const tallies = writer({ loadedLimit: 2, decider: { ...tally, initialState } as never })
    for (const name of ['a', 'b', 'a', 'c']) await add(tallies, `${name}${made}`, { stream: `waitlist:${name}` })
    const before = made
    for (const name of ['c', 'a', 'c']) await tallies.poke(`waitlist:${name}`)
    expect(made).toBe(before)
    expect(await tallies.read('waitlist:b', ({ names }) => names.length)).toBe(1)
    expect(made).toBeGreaterThan(before)
    expect(await tallies.read('waitlist:a', ({ seen }) => [...seen])).toEqual(['1', '2'])
    await tallies.close()
  })

  test('own views are told in commit order, and the answer waits for them', async () => {
    const { writer } = rig()
    const told: string[] = []
    const gate = Promise.withResolvers<void>()
    const onCommitted = (events: readonly RecordedEvent[]) => {
      told.push(...events.map(({ id }) => id))
      return gate.promise
    }
    const tallies = writer({ onCommitted })
    const answered: string[] = []
    const first = add(tallies, 'ann').then(() => answered.push('ann'))
    const second = tallies.execute('waitlist:a', { do: 'owe', payments: 2 }, { cause }).then(() => answered.push('owe'))
    await until(() => told.length === 4)
    await rest()
    expect(answered).toEqual([])
    gate.resolve()
    await Promise.all([first, second])
    expect(told).toEqual(['waitlist:a@1', 'waitlist:a@2', 'waitlist:a@3', 'waitlist:a@4'])
    await tallies.close()
  })

  test('the answer waits 250 ms for own views, not longer, and does not mind their failures', async () => {
    const { writer, clock, errors } = rig()
    const slow = writer({ onCommitted: () => new Promise(() => {}) })
    const started = clock.now()
    await ended(clock, add(slow, 'ann'))
    expect(clock.now() - started).toBe(250)
    const failing = writer({ onCommitted: () => Promise.reject(new Error('view')) })
    expect(await fate(add(failing, 'bob'))).toBe('answered')
    const throwing = writer({
      onCommitted() {
        throw new Error('view')
      },
    })
    expect(await fate(add(throwing, 'cid'))).toBe('answered')
    expect(errors).toEqual(['what follows a commit failed', 'what follows a commit failed'])
    for (const one of [slow, failing, throwing]) await one.close()
  })

  test('a stopping writer finishes what it has and takes no more', async () => {
    const { writer, stored, clock, faults } = rig()
    const tallies = writer()
    await tallies.start()
    await tallies.execute('waitlist:a', { do: 'later', at: clock.now() + 1000 }, { cause })
    const letGo = faults().hold('append')
    const before = add(tallies, 'ann')
    const closing = tallies.close()
    expect(await fate(add(tallies, 'bob'))).toBe('WL_ERR_BUSY')
    expect(await fate(tallies.poke('waitlist:a'))).toBe('WL_ERR_BUSY')
    expect(await fate(tallies.read('waitlist:a', () => 1))).toBe('WL_ERR_BUSY')
    let closed = false
    const watching = closing.then(() => {
      closed = true
    })
    await rest()
    expect(closed).toBe(false)
    letGo()
    expect(await fate(before)).toBe('answered')
    await watching
    expect(clock.untilNext()).toBeUndefined()
    expect(await stored('waitlist:a')).toEqual(['1:', '2:ann'])
  })

  test('an idle writer closes at once', async () => {
    const tallies = rig().writer()
    await tallies.close()
    await tallies.close()
  })

  test('a writer that is told to close twice closes once', async () => {
    const { writer, faults } = rig()
    const tallies = writer()
    const letGo = faults().hold('append')
    const joining = add(tallies, 'ann')
    const closing = [tallies.close(), tallies.close()]
    await until(() => faults().calls('append') === 1)
    letGo()
    await Promise.all([joining, ...closing])
  })
}
