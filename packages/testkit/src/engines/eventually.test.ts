import { expect, test } from '@jest/globals'
import { eventually } from './eventually.ts'

test('asks again after nothing, after no and after an error, and gives the answer', async () => {
  const answers = [undefined, false, new Error('not yet'), 0]
  const asked: unknown[] = []
  const answer = await eventually('a number', () => {
    const next = answers.shift()
    asked.push(next)
    if (next instanceof Error) throw next
    return next
  })
  expect([answer, asked.length]).toEqual([0, 4])
})
