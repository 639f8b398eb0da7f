import { expect, test } from '@jest/globals'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { createVitalSigns } from './vital-signs.ts'

function rig() {
  const clock = createFakeClock()
  let silences = 0
  const signs = createVitalSigns(clock, () => {
    silences += 1
  })
  signs.start()
  return { clock, signs, silences: () => silences }
}

test('a minute without a sign is told, once', () => {
  const { clock, silences } = rig()
  clock.advance(60_000)
  expect(silences()).toBe(0)
  clock.advance(10_000)
  expect(silences()).toBe(1)
  clock.advance(600_000)
  expect(silences()).toBe(1)
})

test('a sign now and then is enough', () => {
  const { clock, signs, silences } = rig()
  for (let minute = 0; minute < 10; minute++) {
    clock.advance(50_000)
    signs.seen()
  }
  expect(silences()).toBe(0)
})

test('closed, it tells nothing any more', () => {
  const { clock, signs, silences } = rig()
  signs.close()
  clock.advance(600_000)
  expect(silences()).toBe(0)
})
