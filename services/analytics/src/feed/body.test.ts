import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { createBodies } from './body.ts'

async function* parts(...texts: string[]): AsyncGenerator<string, void, undefined> {
  yield* texts
}

/** Parts without end, of which it is known how many were taken and whether they were let go. */
function endless() {
  const seen = { taken: 0, signal: undefined as AbortSignal | undefined, ended: false }
  async function* make(signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    seen.signal = signal
    try {
      for (; !signal.aborted; seen.taken += 1) {
        await setImmediate()
        yield 'x'.repeat(1024)
      }
    } finally {
      seen.ended = true
    }
  }
  return { seen, make }
}

describe('a body', () => {
  test('is its parts, and ends with them', async () => {
    const body = createBodies().open(() => parts('one ', 'two ✓'))
    expect(Buffer.concat(await body.toArray()).toString()).toBe('one two ✓')
  })

  test('is made no faster than it is taken', async () => {
    const { seen, make } = endless()
    const body = createBodies().open(make)
    body.once('readable', () => {})
    for (let turn = 0; turn < 500; turn += 1) await setImmediate()
    const taken = seen.taken
    expect(taken).toBeGreaterThan(0)
    expect(taken * 1024).toBeLessThanOrEqual(2 * body.readableHighWaterMark)
    body.destroy()
  })

  test('whose reader goes away lets go of what it was made from', async () => {
    const { seen, make } = endless()
    const body = createBodies().open(make)
    body.resume()
    await once(body, 'data')
    body.destroy()
    await once(body, 'close')
    await setImmediate()
    await setImmediate()
    expect([seen.signal?.aborted, seen.ended]).toEqual([true, true])
  })

  test('that fails is broken off', async () => {
    const body = createBodies().open(async function* () {
      yield 'one'
      throw new Error('disk')
    })
    await expect(body.toArray()).rejects.toThrow('disk')
  })
})

describe('bodies that are ended', () => {
  test('end in order, all of them, and so do those that come later', async () => {
    const bodies = createBodies()
    const streams = [endless(), endless()].map(({ make }) => bodies.open(make))
    const taken = streams.map((stream) => stream.toArray())
    bodies.endAll()
    await Promise.all(taken)
    await bodies.open(endless().make).toArray()
    expect(streams.every((stream) => stream.readableEnded)).toBe(true)
  })

  test('finish what has an end of its own', async () => {
    const bodies = createBodies()
    const body = bodies.open(() => parts('one ', 'two'))
    bodies.endAll()
    expect(Buffer.concat(await body.toArray()).toString()).toBe('one two')
  })
})
