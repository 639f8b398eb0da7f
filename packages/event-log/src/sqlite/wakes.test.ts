import { describe, expect, test } from '@jest/globals'
import { dataFileRig } from '../../test/data-file-rig.ts'
import { createStreamEntries } from './stream-entries.ts'
import { createWakes } from './wakes.ts'

const { file, reopen } = dataFileRig()

function open(on = file()) {
  const entries = createStreamEntries(on)
  return { entries, wakes: createWakes(on, entries) }
}

describe('wakes', () => {
  test('that are set are found, soonest first, and stay', async () => {
    const { wakes } = open()
    await wakes.setWake('waitlist:b', 20)
    await wakes.setWake('waitlist:a', 30)
    await wakes.setWake('waitlist:c', 10)
    const check = async (on: typeof wakes) => {
      expect((await on.owing('waitlist:', 20, 10)).map(({ stream }) => stream)).toEqual(['waitlist:c', 'waitlist:b'])
      expect(await on.nextWake('waitlist:')).toBe(10)
    }
    await check(wakes)
    await check(open(reopen()).wakes)
  })

  test('of another kind are not seen, though its name begins alike', async () => {
    const { wakes } = open()
    await wakes.setWake('waitlist-x:a', 5)
    expect(await wakes.owing('waitlist:', 100, 10)).toEqual([])
    expect(await wakes.nextWake('wait')).toBeUndefined()
  })

  test('are remembered by the entry, also when it made the stream', async () => {
    const { entries, wakes } = open()
    await wakes.setWake('waitlist:a', 20)
    expect(entries.of('waitlist:a')).toMatchObject({ wakeAt: 20 })
    expect(entries.of('waitlist:a').id).toBeGreaterThan(0)
    await wakes.setWake('waitlist:a', null)
    expect(entries.of('waitlist:a').wakeAt).toBeNull()
    expect(await wakes.nextWake('waitlist:')).toBeUndefined()
  })

  test('to none of a stream that is not there make no stream', async () => {
    await open().wakes.setWake('waitlist:a', null)
    expect(file().prepare('SELECT COUNT(*) AS n FROM streams').get()).toEqual({ n: 0 })
  })

  test('in a transaction that fails are not set', async () => {
    const { entries, wakes } = open()
    await wakes.setWake('waitlist:a', 20)
    const { id } = entries.of('waitlist:a')
    expect(() =>
      file().transaction(() => {
        wakes.write(id, 'waitlist:', 5)
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(await wakes.nextWake('waitlist:')).toBe(20)
  })
})
