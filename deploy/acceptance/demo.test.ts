import { expect, test } from '@jest/globals'
import { run } from './harness/process.ts'
import { createStage } from './harness/stage.ts'
import { AUTH_SECRET } from './harness/tokens.ts'

const stage = createStage()
const DEMO = '../../operate/src/demo/main.ts'

test('the demo on a running product ends with sums that balance and a recount that agrees', async () => {
  const { dataDir, origin } = stage.product()
  const size = ['--joins', '40', '--refunds', '6', '--release', '10', '--batch', '4', '--window', '1 second']
  const demo = run({ AUTH_SECRET }, dataDir, DEMO, ['--url', origin, '--seed', 'acceptance', ...size])
  const { code } = await demo.exited
  const said = demo.stdout() + demo.stderr()
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringMatching(/The sums balance, and a recount of \d+ events/),
  })
  expect(said).toMatch(/Entries {5}joined 40 /)
  expect(said).toMatch(/Tickets {5}released 16 · owed 0 · free 0 · scheduled 0 · open 0 · claimed 0/)
})

test('the demo says what is wrong with what it is told', async () => {
  const demo = run({ AUTH_SECRET }, stage.product().dataDir, DEMO, ['--joins', 'many', '--url', 'http://127.0.0.1:1'])
  expect((await demo.exited).code).toBe(1)
  expect(demo.stderr()).toContain('--joins is "many"; it must be a whole number')
})
