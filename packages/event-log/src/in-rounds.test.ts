import { expect, test } from '@jest/globals'
import { inRounds } from './in-rounds.ts'

/** Work that waits to be let go, or fails when it is given something bad. */
function rig() {
  const rounds: string[][] = []
  let gate = Promise.resolve()
  const call = inRounds<string>(async (items) => {
    rounds.push([...items])
    await gate
    if (items.includes('bad')) throw new Error('bad')
  })
  return {
    rounds,
    call,
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
  }
}

test('what is asked for in one go shares a round, what comes meanwhile the next one', async () => {
  const { rounds, call, hold } = rig()
  const letGo = hold()
  const first = [call(['a']), call(['b', 'c'])]
  await new Promise(setImmediate)
  const second = [call(['d']), call(['e'])]
  letGo()
  await Promise.all([...first, ...second])
  expect(rounds).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ])
})

test('a call that fails fails alone', async () => {
  const { rounds, call } = rig()
  const outcomes = await Promise.allSettled([call(['a']), call(['bad']), call(['c'])])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(rounds).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']])
  await call(['d'])
  expect(rounds.at(-1)).toEqual(['d'])
})

test('a failure that is everybody’s fails all of a round at once', async () => {
  let rounds = 0
  const call = inRounds<string>(
    async () => {
      rounds += 1
      throw new Error('away')
    },
    (failure) => (failure as Error).message === 'away',
  )
  const outcomes = await Promise.allSettled([call(['a']), call(['b'])])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(rounds).toBe(1)
})

test('nothing is nothing', async () => {
  const { rounds, call } = rig()
  await call([])
  expect(rounds).toEqual([])
})
