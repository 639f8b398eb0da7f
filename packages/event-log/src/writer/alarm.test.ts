import { describe, expect, test } from '@jest/globals'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { until } from '../contract/harness.ts'
import { rest } from '../contract/writer-rig.ts'
import { silentLogger } from '../logger.ts'
import { createAlarm } from './alarm.ts'

/** Streams that owe something at a moment each, and what becomes of waking them. */
function rig(owed: Record<string, number> = {}, lookEvery?: number) {
  const clock = createFakeClock(1000)
  const wakes = new Map(Object.entries(owed))
  const woken: [number, string][] = []
  const asked: [string, number][] = []
  let failures = 0
  let refuse: (stream: string) => boolean = () => false
  const log = {
    async owing(prefix: string, before: number, limit: number) {
      asked.push([prefix, limit])
      if (failures-- > 0) throw new Error('log away')
      const due = [...wakes].filter(([stream, at]) => stream.startsWith(prefix) && at <= before)
      return due
        .sort((a, b) => a[1] - b[1])
        .slice(0, limit)
        .map(([stream, wakeAt]) => ({ stream, wakeAt }))
    },
    async nextWake(prefix: string) {
      const times = [...wakes].filter(([stream]) => stream.startsWith(prefix)).map(([, at]) => at)
      return times.length === 0 ? undefined : Math.min(...times)
    },
  }
  const alarm = createAlarm({
    log,
    prefix: 'waitlist:',
    clock,
    logger: silentLogger,
    lookEvery,
    async wake(stream) {
      woken.push([clock.now(), stream])
      if (refuse(stream)) throw new Error('busy')
      wakes.delete(stream)
    },
  })
  return {
    ...{ alarm, clock, wakes, woken, asked },
    fail(times: number) {
      failures = times
    },
    refuseAll(which: (stream: string) => boolean) {
      refuse = which
    },
    /** Lets time go on timer by timer, up to a moment. */
    async goOn(to: number) {
      for (;;) {
        await rest()
        const next = clock.untilNext()
        if (next === undefined || clock.now() + next > to) break
        clock.advance(next)
      }
      clock.advance(to - clock.now())
    },
  }
}

describe('the alarm', () => {
  test('at its start wakes what is overdue, soonest first, and sets itself to what comes next', async () => {
    const { alarm, woken, clock } = rig({ 'waitlist:b': 900, 'waitlist:a': 500, 'waitlist:c': 1700, 'release:x': 1 })
    await alarm.start()
    expect(woken).toEqual([
      [1000, 'waitlist:a'],
      [1000, 'waitlist:b'],
    ])
    expect(clock.untilNext()).toBe(700)
    alarm.stop()
  })

  test('looks again as often as it is told, for what others have noted', async () => {
    const { alarm, clock, wakes, woken, goOn } = rig({}, 1000)
    await alarm.start()
    expect(clock.untilNext()).toBe(1000)
    wakes.set('waitlist:a', 1500)
    await goOn(1999)
    expect(woken).toEqual([])
    await goOn(2000)
    expect(woken).toEqual([[2000, 'waitlist:a']])
    expect(clock.untilNext()).toBe(1000)
    alarm.stop()
    expect(clock.untilNext()).toBeUndefined()
  })

  test('started again looks at once, after a round that is under way', async () => {
    const { alarm, wakes, woken, asked } = rig({ 'waitlist:a': 500 })
    await Promise.all([alarm.start(), alarm.start()])
    expect(woken.map(([, stream]) => stream)).toEqual(['waitlist:a'])
    // The first round looks until nothing is left, the second one finds nothing.
    expect(asked).toHaveLength(3)
    wakes.set('waitlist:b', 700)
    await alarm.start()
    expect(woken.map(([, stream]) => stream)).toEqual(['waitlist:a', 'waitlist:b'])
    alarm.stop()
  })

  test('with nothing owed sets no timer', async () => {
    const { alarm, clock } = rig()
    await alarm.start()
    expect(clock.untilNext()).toBeUndefined()
    alarm.stop()
  })

  test('wakes each at its time', async () => {
    const { alarm, woken, goOn } = rig({ 'waitlist:a': 2000, 'waitlist:b': 3000, 'waitlist:c': 3000 })
    await alarm.start()
    await goOn(5000)
    expect(woken).toEqual([
      [2000, 'waitlist:a'],
      [3000, 'waitlist:b'],
      [3000, 'waitlist:c'],
    ])
    alarm.stop()
  })

  test('a note of a sooner moment sets it anew, one of a later moment does not', async () => {
    const { alarm, woken, wakes, clock, goOn } = rig({ 'waitlist:a': 5000 })
    await alarm.start()
    wakes.set('waitlist:b', 6000)
    alarm.note(6000)
    expect(clock.untilNext()).toBe(4000)
    wakes.set('waitlist:c', 2000)
    alarm.note(2000)
    expect(clock.untilNext()).toBe(1000)
    await goOn(7000)
    expect(woken.map(([at]) => at)).toEqual([2000, 5000, 6000])
    alarm.stop()
  })

  test('a note that turned out to be wrong costs a look, no wake', async () => {
    const { alarm, woken, asked, goOn } = rig()
    await alarm.start()
    alarm.note(1500)
    await goOn(2000)
    expect(woken).toEqual([])
    expect(asked).toHaveLength(2)
    alarm.stop()
  })

  test('what is noted while it wakes others is not lost', async () => {
    const { alarm, wakes, woken, clock, goOn } = rig({ 'waitlist:a': 500 })
    const starting = alarm.start()
    wakes.set('waitlist:b', 1200)
    alarm.note(1200)
    expect(clock.untilNext()).toBeUndefined()
    await starting
    expect(clock.untilNext()).toBe(200)
    await goOn(1300)
    expect(woken.map(([, stream]) => stream)).toEqual(['waitlist:a', 'waitlist:b'])
    alarm.stop()
  })

  test('wakes more streams than it takes at once', async () => {
    const owed = Object.fromEntries(Array.from({ length: 350 }, (_, at) => [`waitlist:${at}`, at]))
    const { alarm, woken, asked } = rig(owed)
    await alarm.start()
    expect(new Set(woken.map(([, stream]) => stream)).size).toBe(350)
    expect(woken).toHaveLength(350)
    expect(asked.length).toBeLessThan(10)
    alarm.stop()
  })

  test('one that cannot be woken is tried again later, with longer pauses, and hides nobody', async () => {
    const owed = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`waitlist:bad${at}`, 1]))
    const { alarm, woken, refuseAll, clock, goOn } = rig({ ...owed, 'waitlist:good': 2 })
    refuseAll((stream) => stream.includes('bad'))
    await alarm.start()
    expect(woken).toHaveLength(151)
    expect(woken.map(([, stream]) => stream)).toContain('waitlist:good')
    const pauses: number[] = []
    for (let round = 0; round < 4; round++) {
      pauses.push(clock.untilNext() as number)
      await goOn(clock.now() + (clock.untilNext() as number))
      await rest()
    }
    expect(pauses).toEqual([40, 80, 160, 320])
    refuseAll(() => false)
    await goOn(clock.now() + 1000)
    expect(clock.untilNext()).toBeUndefined()
    alarm.stop()
  })

  test('a log that cannot be read is asked again', async () => {
    const { alarm, woken, fail, goOn } = rig({ 'waitlist:a': 500 })
    fail(3)
    await alarm.start()
    expect(woken).toEqual([])
    await goOn(2000)
    expect(woken).toEqual([[1000 + 40 + 80 + 160, 'waitlist:a']])
    alarm.stop()
  })

  test('wakes nobody before its start and after its end', async () => {
    const { alarm, woken, wakes, clock, goOn } = rig({ 'waitlist:a': 500 })
    alarm.note(500)
    expect(clock.untilNext()).toBeUndefined()
    await alarm.start()
    wakes.set('waitlist:b', 1500)
    alarm.note(1500)
    alarm.stop()
    expect(clock.untilNext()).toBeUndefined()
    await goOn(3000)
    expect(woken).toEqual([[1000, 'waitlist:a']])
  })

  test('stopped in the middle of a round, it ends without another', async () => {
    const { alarm, wakes, clock, woken } = rig({ 'waitlist:a': 500 })
    const starting = alarm.start()
    await until(() => woken.length === 1)
    wakes.set('waitlist:b', 100)
    alarm.stop()
    await starting
    expect(woken).toHaveLength(1)
    expect(clock.untilNext()).toBeUndefined()
  })
})
