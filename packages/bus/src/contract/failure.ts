import { expect, test } from '@jest/globals'
import { encodeCloudEvent, RefusedError } from '@waitlist/contracts'
import { ParkError } from '../port.ts'
import { left, partings } from './events.ts'
import { type BusHarness, pass, until, witness } from './harness.ts'

const busy = () => new RefusedError({ code: 'WL_ERR_BUSY', detail: 'the queue is full' })
const gone = () => Object.assign(new Error('no connection'), { code: 'ECONNREFUSED' })

/** Failures: what passes is tried for as long as it takes, what does not is parked, and nobody else waits for either. */
export function failureContract(open: () => BusHarness): void {
  test.each([
    ['a refusal that asks to come again', busy],
    ['an engine that is away', gone],
  ])('%s is tried again for as long as it takes', async (_, failure) => {
    const harness = open()
    const bus = harness.open()
    let failures = 0
    const group = witness('group', ['WaitlistLeft'], {
      async handle({ version }) {
        if (version === 2 && ++failures <= 50) throw failure()
      },
    })
    bus.subscribe(group.subscription)
    await bus.start()
    await harness.emit(partings(3))
    await until(harness, () => failures > 50 && group.ids.length === 3)
    await pass(harness)
    expect(await harness.parking.parked(0, 10)).toEqual([])
  })

  test('an event that keeps failing is parked with all there is to say, the others are handled', async () => {
    const harness = open()
    const bus = harness.open()
    const handled: number[] = []
    const group = witness('group', ['WaitlistLeft'], {
      async handle({ version }) {
        if (version === 2) throw new TypeError('entry is undefined')
        handled.push(version)
      },
    })
    bus.subscribe(group.subscription)
    await bus.start()
    await harness.emit(partings(3))
    await until(harness, async () => (await harness.parking.parked(0, 10)).length > 0 && handled.includes(3))
    const [parked] = await harness.parking.parked(0, 1)
    expect(parked).toMatchObject({ topic: 'WaitlistLeft', group: 'group', reason: 'TypeError: entry is undefined' })
    expect(JSON.parse(parked?.bytes ?? '')).toEqual(encodeCloudEvent(left(2)))
    expect(parked?.origin).toMatch(/\d/)
    expect(group.times('waitlist:a@2')).toBeGreaterThan(3)
    expect(new Set(handled)).toEqual(new Set([1, 3]))
  })

  test('an event that its handler wants parked is parked at once', async () => {
    const harness = open()
    const bus = harness.open()
    const group = witness('group', ['WaitlistLeft'], {
      async handle({ version }) {
        if (version === 1) throw new ParkError('the same refund with another quantity')
      },
    })
    bus.subscribe(group.subscription)
    await bus.start()
    await harness.emit([left(1)])
    await until(harness, async () => (await harness.parking.parked(0, 10)).length > 0)
    expect(group.times('waitlist:a@1')).toBe(1)
    await harness.emit([left(2)])
    await until(harness, () => group.ids.includes('waitlist:a@2'))
    const [parked] = await harness.parking.parked(0, 10)
    expect(parked?.reason).toBe('ParkError: the same refund with another quantity')
  })

  test('a group that fails does not hold up another, nor does one that is slow', async () => {
    const harness = open()
    const bus = harness.open()
    const failing = witness('failing', ['WaitlistLeft'], { handle: () => Promise.reject(busy()) })
    const slow = witness('slow', ['WaitlistLeft'], { handle: () => new Promise(() => {}) })
    const well = witness('well', ['WaitlistLeft'])
    for (const { subscription } of [failing, slow, well]) bus.subscribe(subscription)
    await bus.start()
    await harness.emit(partings(10))
    await until(harness, () => well.ids.length === 10)
    await harness.emit(partings(10, 'a', 11))
    await until(harness, () => well.ids.length === 20)
    expect(well.events).toEqual(partings(20))
    expect(failing.ids).toContain('waitlist:a@1')
    harness.crash()
  })

  test('closing does not wait until a failing event succeeds; the next process is given it', async () => {
    const harness = open()
    const first = harness.open()
    const failing = witness('group', ['WaitlistLeft'], { handle: () => Promise.reject(busy()) })
    first.subscribe(failing.subscription)
    await first.start()
    await harness.emit([left(1)])
    await until(harness, () => failing.times('waitlist:a@1') > 2)
    await first.close()

    const second = harness.open()
    const group = witness('group', ['WaitlistLeft'])
    second.subscribe(group.subscription)
    await second.start()
    await until(harness, () => group.ids.length === 1)
    expect(await harness.parking.parked(0, 10)).toEqual([])
  })
}
