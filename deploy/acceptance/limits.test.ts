import { expect, test } from '@jest/globals'
import { expectProblem } from './harness/problem.ts'
import { startProduct } from './harness/product.ts'

test('who asks too much too fast is told when to come back, and everybody else goes on', async () => {
  await using product = await startProduct({ RATE_LIMITS: 'on' })
  const hasty = product.as({ sub: 'hasty', role: 'customer' })
  const answers = await Promise.all(Array.from({ length: 120 }, () => hasty.get('/api/waitlist/position/me')))
  expect(answers[0]).toMatchObject({ status: 404, headers: { 'ratelimit-policy': '"read";q=60;w=10' } })
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThan(0)
  for (const answer of refused) {
    expectProblem(answer, 429, 'WL_ERR_RATE_LIMITED')
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  }
  const calm = product.as({ sub: 'calm', role: 'customer' })
  expect((await calm.get('/api/waitlist/position/me')).status).toBe(404)
  const probes = await Promise.all(Array.from({ length: 150 }, () => product.as().get('/readyz')))
  expect(probes.every(({ status }) => status === 200)).toBe(true)
})
