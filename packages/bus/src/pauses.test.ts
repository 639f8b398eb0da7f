import { expect, test } from '@jest/globals'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { createPauses } from './pauses.ts'

test('a pause is over after its time, not sooner', async () => {
  const clock = createFakeClock()
  const pauses = createPauses(clock)
  const over: string[] = []
  const short = pauses.pause(100).then((whole) => over.push(`short ${whole}`))
  const long = pauses.pause(200).then((whole) => over.push(`long ${whole}`))
  clock.advance(99)
  await Promise.resolve()
  expect(over).toEqual([])
  clock.advance(1)
  await short
  expect(over).toEqual(['short true'])
  clock.advance(100)
  await long
  expect(over).toEqual(['short true', 'long true'])
})

test('closing cuts all of them short, and those that would come', async () => {
  const clock = createFakeClock()
  const pauses = createPauses(clock)
  const cut = [pauses.pause(100), pauses.pause(200)]
  pauses.close()
  expect(await Promise.all(cut)).toEqual([false, false])
  expect(await pauses.pause(1)).toBe(false)
})

test('closing leaves no timer behind', () => {
  const clock = createFakeClock()
  const pauses = createPauses(clock)
  void pauses.pause(100)
  expect(clock.untilNext()).toBe(100)
  pauses.close()
  expect(clock.untilNext()).toBeUndefined()
})

test('a pause that was over is not cut any more', async () => {
  const clock = createFakeClock()
  const pauses = createPauses(clock)
  const whole = pauses.pause(100)
  clock.advance(100)
  pauses.close()
  expect(await whole).toBe(true)
})
