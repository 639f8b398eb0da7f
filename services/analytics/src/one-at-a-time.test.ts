import { describe, expect, test } from '@jest/globals'
import { oneAtATime } from './one-at-a-time.ts'

/** A work whose runs end when they are told to. */
function work() {
  const runs: { readonly key: string; readonly end: PromiseWithResolvers<void> }[] = []
  const start = (key: string) => {
    const end = Promise.withResolvers<void>()
    runs.push({ key, end })
    return end.promise
  }
  return { runs, call: oneAtATime(start) }
}

describe('work that is done one at a time', () => {
  test('begins at once, and for every key by itself', () => {
    const { runs, call } = work()
    void call('a')
    void call('b')
    expect(runs.map(({ key }) => key)).toEqual(['a', 'b'])
  })

  test('shares the run that follows among all who came during one', async () => {
    const { runs, call } = work()
    const first = call('a')
    const others = [call('a'), call('a'), call('a')]
    expect(runs).toHaveLength(1)
    runs[0]?.end.resolve()
    await first
    expect(runs).toHaveLength(2)
    runs[1]?.end.resolve()
    await Promise.all(others)
    expect(runs).toHaveLength(2)
  })

  test('goes on after a run that failed, and tells only those who waited for it', async () => {
    const { runs, call } = work()
    const first = call('a')
    const second = call('a')
    runs[0]?.end.reject(new Error('no log'))
    await expect(first).rejects.toThrow('no log')
    runs[1]?.end.resolve()
    await expect(second).resolves.toBeUndefined()
    void call('a')
    expect(runs).toHaveLength(3)
  })
})
