import { expect, test } from '@jest/globals'
import { createInTurn } from './in-turn.ts'

test('work of one key is done in turn, of others at once', async () => {
  const inTurn = createInTurn()
  const gate = Promise.withResolvers<void>()
  const log: string[] = []
  const first = inTurn('a', async () => {
    log.push('a1 begins')
    await gate.promise
    log.push('a1 ends')
  })
  const second = inTurn('a', async () => log.push('a2'))
  await inTurn('b', async () => log.push('b1'))
  expect(log).toEqual(['a1 begins', 'b1'])
  gate.resolve()
  await Promise.all([first, second])
  expect(log).toEqual(['a1 begins', 'b1', 'a1 ends', 'a2'])
  await inTurn('a', async () => log.push('a3'))
  expect(log.at(-1)).toBe('a3')
})

test('work that fails holds nobody up', async () => {
  const inTurn = createInTurn()
  const failing = inTurn('a', () => Promise.reject(new Error('no')))
  const next = inTurn('a', async () => 'done')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('done')
})
