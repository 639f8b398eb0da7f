import { expect, test } from '@jest/globals'
import { commit, newEvent, until } from './harness.ts'
import { tally } from './tally.ts'
import { add, cause, ended, fate, rest, type WriterRig } from './writer-rig.ts'

/** How a writer wakes streams when their time comes. */
export function timersContract(rig: () => WriterRig): void {
  const paid = ['1:', '2:paid0']

  test('a stream does what it owes when its time has come, not before', async () => {
    const { writer, clock, stored, events, log } = rig()
    const tallies = writer()
    await tallies.start()
    const at = clock.now() + 5000
    await tallies.execute('waitlist:a', { do: 'later', at }, { cause })
    expect(await log().nextWake('waitlist:')).toBe(at)
    clock.advance(4999)
    await rest()
    expect(await stored('waitlist:a')).toEqual(['1:'])
    clock.advance(1)
    await until(() => clock.untilNext() === undefined)
    await tallies.poke('waitlist:a')
    expect(await stored('waitlist:a')).toEqual(paid)
    expect((await events('waitlist:a'))[1]).toMatchObject({ time: at, correlationId: 'waitlist:a@2' })
    expect(await log().nextWake('waitlist:')).toBeUndefined()
    await tallies.close()
  })

  test('the soonest of many streams is woken first, each at its time', async () => {
    const { writer, clock, events } = rig()
    const tallies = writer()
    await tallies.start()
    const start = clock.now()
    const delays = [3000, 1000, 2000]
    for (const delay of delays)
      await tallies.execute(`waitlist:${delay}`, { do: 'later', at: start + delay }, { cause })
    await ended(
      clock,
      until(() => clock.untilNext() === undefined && clock.now() >= start + 3000),
    )
    for (const delay of delays) {
      await tallies.poke(`waitlist:${delay}`)
      expect((await events(`waitlist:${delay}`)).at(-1)).toMatchObject({ time: start + delay })
    }
    await tallies.close()
  })

  test('after a restart what is overdue is done at the start, and what is not at its time', async () => {
    const { writer, clock, stored, reopen } = rig()
    const before = writer()
    await before.execute('waitlist:over', { do: 'later', at: clock.now() + 1000 }, { cause })
    await before.execute('waitlist:later', { do: 'later', at: clock.now() + 9000 }, { cause })
    await before.close()
    await reopen()
    clock.advance(5000)
    const after = writer()
    await after.start()
    expect(await stored('waitlist:over')).toEqual(paid)
    expect(await stored('waitlist:later')).toEqual(['1:'])
    clock.advance(4000)
    await until(() => clock.untilNext() === undefined)
    await after.poke('waitlist:later')
    expect(await stored('waitlist:later')).toEqual(paid)
    await after.close()
  })

  test('a start wakes every stream that owes something, however many, and no stream of another kind', async () => {
    const { writer, clock, stored, reopen, log } = rig()
    const before = writer()
    const streams = Array.from({ length: 250 }, (_, at) => `waitlist:s${at}`)
    const at = clock.now() + 1000
    await Promise.all(streams.map((stream) => before.execute(stream, { do: 'later', at }, { cause })))
    await log().setWake('release:a', at)
    await before.close()
    await reopen()
    clock.advance(1000)
    const after = writer({ loadedLimit: 20 })
    await after.start()
    for (const stream of streams) expect(await stored(stream)).toEqual(paid)
    expect(await log().nextWake('release:')).toBe(at)
    await after.close()
  })

  test('what a timer does after a restart is caused by nobody', async () => {
    const { writer, clock, events, reopen, log } = rig()
    const before = writer()
    await log().replicate([
      {
        type: 'OfferMade',
        data: {},
        source: '/x',
        schema: 1,
        time: 1,
        id: 'r',
        stream: 'release:a',
        version: 1,
      } as never,
    ])
    await before.execute('waitlist:a', { do: 'later', at: clock.now() + 1000 }, { cause })
    await before.close()
    await reopen()
    clock.advance(1000)
    const after = writer()
    await after.start()
    const last = (await events('waitlist:a')).at(-1)
    expect(last).toMatchObject({ correlationId: `waitlist:a@${last?.version}` })
    expect(last).not.toHaveProperty('causationId')
    await after.close()
  })

  test('a wake that changes without a commit is kept', async () => {
    const { writer, log } = rig()
    await log().setWake('waitlist:a', 500)
    const tallies = writer()
    await tallies.start()
    await tallies.poke('waitlist:a')
    expect(await log().nextWake('waitlist:')).toBeUndefined()
    await tallies.close()
  })

  test('a wake that stays as it is is not written again', async () => {
    const { writer, clock, faults } = rig()
    const tallies = writer()
    await tallies.execute('waitlist:a', { do: 'later', at: clock.now() + 5000 }, { cause })
    const before = faults().calls('setWake')
    await tallies.poke('waitlist:a')
    await tallies.execute('waitlist:a', { do: 'nothing' }, { cause })
    expect(faults().calls('setWake')).toBe(before)
    await tallies.close()
  })

  test('a wake that another process has noted is put right', async () => {
    const { writer, log, clock } = rig()
    const tallies = writer()
    const at = clock.now() + 5000
    await tallies.execute('waitlist:a', { do: 'later', at }, { cause })
    await log().append([commit('waitlist:a', 2, ['bob'], { wakeAt: null })])
    await tallies.poke('waitlist:a')
    expect(await log().nextWake('waitlist:')).toBe(at)
    await tallies.close()
  })

  test('a stream whose time stays in the past (a bug) is reported, and tried again after a minute', async () => {
    const { writer, log, clock, errors } = rig()
    const tallies = writer({ decider: { ...tally, due: () => ({ wakeAt: 1 }) } as never })
    await log().setWake('waitlist:a', 1)
    await tallies.start()
    expect(errors).toEqual(['owed work came to nothing'])
    expect(await log().nextWake('waitlist:')).toBe(clock.now() + 60_000)
    await tallies.close()
  })

  test('streams that cannot be loaded neither hide the others nor keep the process busy', async () => {
    const { writer, log, clock, faults, stored } = rig()
    const broken = [newEvent('', { data: { entryId: '', broken: true } })]
    const bad = Array.from({ length: 130 }, (_, at) =>
      commit(`waitlist:bad${at}`, 1, [], { events: broken, wakeAt: 1 }),
    )
    await log().append([...bad, commit('release:good', 1, ['r1'])])
    await log().setWake('waitlist:good', 2)
    const tallies = writer({ patience: 0 })
    await tallies.start()
    expect(await stored('waitlist:good')).toEqual(['1:paid0'])
    const asked = faults().calls('owing')
    for (let step = 0; step < 100; step++) {
      clock.advance(20)
      await rest()
    }
    expect(faults().calls('owing') - asked).toBeLessThan(30)
    await tallies.close()
  })

  test('when a wake cannot be kept, who waits is not told that all is well until it can', async () => {
    const { writer, log, faults, clock, warnings } = rig()
    await log().setWake('waitlist:a', 500)
    faults().fail('setWake', 'before', 2)
    const tallies = writer()
    expect(await fate(ended(clock, tallies.poke('waitlist:a')))).toBe('answered')
    expect(warnings).toHaveLength(2)
    expect(await log().nextWake('waitlist:')).toBeUndefined()
    await tallies.close()
  })

  test('when the log cannot say what is owed, it is asked again', async () => {
    const { writer, clock, faults, stored, reopen } = rig()
    const before = writer()
    await before.execute('waitlist:a', { do: 'later', at: clock.now() + 1000 }, { cause })
    await before.close()
    await reopen()
    clock.advance(1000)
    faults().fail('owing', 'before', 2)
    faults().fail('nextWake', 'before', 1)
    const after = writer()
    await after.start()
    await ended(
      clock,
      until(() => faults().calls('nextWake') >= 2 && clock.untilNext() === undefined),
    )
    expect(await stored('waitlist:a')).toEqual(paid)
    await after.close()
  })

  test('a timer that cannot get through to the log tries again', async () => {
    const { writer, clock, faults, stored } = rig()
    const tallies = writer({ patience: 100 })
    await tallies.start()
    await tallies.execute('waitlist:a', { do: 'later', at: clock.now() + 1000 }, { cause })
    faults().fail('append', 'before', 6)
    faults().fail('commitAt', 'before', 6)
    clock.advance(1000)
    const done = async () => {
      while ((await stored('waitlist:a')).length < 2) await rest()
    }
    await ended(clock, done())
    expect(await stored('waitlist:a')).toEqual(paid)
    await ended(clock, add(tallies, 'ann'))
    await tallies.close()
  })
}
