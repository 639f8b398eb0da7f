import { afterEach, expect, test } from '@jest/globals'
import { freePort } from '@waitlist/service-kit/free-port'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { type Kept, keepRunning } from '../src/keep-running.ts'
import { crash, createHearing, fakeCommand } from './rig.ts'

let kept: Kept | undefined
afterEach(() => kept?.kill())

async function start(faults = '') {
  const clock = createFakeClock()
  const hearing = createHearing()
  const port = await freePort('127.0.0.1')
  kept = keepRunning(fakeCommand(port, faults), { clock, say: hearing.say })
  return { clock, port, kept, ...hearing }
}

test('a process runs until it is asked to stop', async () => {
  const { lines, heard, kept } = await start()
  await heard(/listens at/)
  expect(await kept.stop()).toBe(true)
  expect(lines.slice(1)).toEqual(['join-1: stopping'])
})

test('one that dies is started again after a pause', async () => {
  const { lines, heard, clock, port } = await start()
  await heard(/listens at/)
  await crash(port)
  await heard(/starting it again/)
  expect(lines.at(-1)).toBe('join-1: killed by SIGKILL; starting it again in 1 s')
  clock.advance(999)
  expect(clock.untilNext()).toBe(1)
  clock.advance(1)
  await heard(/listens at/, 2)
})

test('the pauses double up to half a minute for one that cannot start', async () => {
  const { lines, heard, clock } = await start('broken')
  const expected = [1, 2, 4, 8, 16, 30, 30]
  for (const [i, seconds] of expected.entries()) {
    await heard(/starting it again/, i + 1)
    expect(lines.at(-1)).toBe(`join-1: ended with status 3; starting it again in ${seconds} s`)
    expect(lines.at(-2)).toBe('join-1: cannot start')
    clock.advance(seconds * 1000)
  }
})

test('one that had run for a minute begins with the shortest pause', async () => {
  const { lines, heard, clock, port } = await start()
  for (const [i, lived] of [0, 0, 60_000].entries()) {
    await heard(/listens at/, i + 1)
    clock.advance(lived)
    await crash(port)
    await heard(/starting it again/, i + 1)
    clock.advance(4_000)
  }
  const pauses = lines.filter((line) => line.includes('again')).map((line) => line.replace(/.* in /, ''))
  expect(pauses).toEqual(['1 s', '2 s', '1 s'])
})

test('one that pauses is stopped without being started again', async () => {
  const { heard, kept, clock, lines } = await start('broken')
  await heard(/starting it again/)
  expect(await kept.stop()).toBe(true)
  clock.advance(60_000)
  expect(lines).toHaveLength(2)
})

test('one that does not stop is killed, and said', async () => {
  const { lines, heard, kept, clock } = await start('stubborn')
  await heard(/listens at/)
  const stopped = kept.stop()
  await heard(/will not stop/)
  clock.advance(15_000)
  expect(await stopped).toBe(false)
  expect(lines.at(-1)).toBe('join-1: killed by SIGKILL while stopping')
})

test('one that ends as a failure when it is stopped is said', async () => {
  const { lines, heard, kept } = await start('untidy')
  await heard(/listens at/)
  expect(await kept.stop()).toBe(false)
  expect(lines.at(-1)).toBe('join-1: ended with status 4 while stopping')
})
