import { expect, test } from '@jest/globals'
import { fuzz } from '@waitlist/fuzz/fuzz'
import { summary, violationText } from '@waitlist/fuzz/report'
import { tokensFor } from '@waitlist/fuzz/tokens'
import { sized } from './harness/mode.ts'
import { createStage } from './harness/stage.ts'
import { signedToken } from './harness/tokens.ts'

const stage = createStage()

const count = (name: string, usual: number) => Number(process.env[name] ?? usual)

test('no request to any operation, good or bad, brings about what the document does not say', async () => {
  // Of so few good requests as on engines chance may serve none of an operation; of these some are.
  const seed = count('SEED', sized(Date.now() % 1_000_000, 16_515))
  const [bad, valid] = [count('FUZZ_BAD', sized(2000, 400)), count('FUZZ_VALID', sized(200, 40))]
  const since = performance.now()
  const url = stage.product().origin
  const results = await fuzz({ url, tokens: await tokensFor(seed, (claims) => signedToken(claims)), seed, bad, valid })
  process.stdout.write(`${summary(results, seed, (performance.now() - since) / 1000)}\n`)
  // See it again: SEED=… npm test -- fuzz, or npm run fuzz -- --seed …
  expect(results.flatMap((result) => result.violations.map(violationText))).toEqual([])
  for (const { operation, requests, statuses } of results) {
    expect([operation, requests]).toEqual([operation, bad + valid])
    // Good requests are good for something.
    const served = Object.keys(statuses).some((status) => status.startsWith('2'))
    expect([operation, served]).toEqual([operation, true])
  }
  expect(stage.product().said()).not.toMatch(/"level":"(error|fatal)"/)
}, 600_000)
