import { afterEach, expect, test } from '@jest/globals'
import { createFixture, type Fixture, kim } from './edge-fixture.ts'

let fixture: Fixture
afterEach(() => fixture.app.close())

const ours = 'https://tickets.example'
const preflight = (origin: string) =>
  fixture.app.inject({
    method: 'OPTIONS',
    url: '/write',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  })

test('every answer, refusals too, is nothing to run, to frame or to guess about', async () => {
  fixture = await createFixture()
  for (const url of ['/open', '/mine/me', '/nowhere']) {
    expect((await fixture.app.inject(url)).headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringMatching(/^max-age=\d+/),
    })
  }
})

test('no page elsewhere may read an answer where none is named', async () => {
  fixture = await createFixture()
  const answer = await fixture.app.inject({ url: '/open', headers: { origin: ours } })
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  expect((await preflight(ours)).statusCode).toBe(404)
})

test('the pages that are named may, and no others', async () => {
  fixture = await createFixture([], { corsOrigins: [ours, 'https://shop.example'] })
  const headers = { ...(await fixture.bearer(kim)), origin: ours }
  const answer = await fixture.app.inject({ url: '/mine/me', headers })
  expect(answer.headers['access-control-allow-origin']).toBe(ours)
  expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
  expect(answer.headers['access-control-expose-headers']).toContain('x-correlation-id')
  const asked = await preflight(ours)
  expect(asked.statusCode).toBe(204)
  expect(asked.headers['access-control-allow-headers']).toContain('idempotency-key')
  for (const evil of ['https://evil.example', 'https://tickets.example.evil', 'null']) {
    expect((await fixture.app.inject({ url: '/open', headers: { origin: evil } })).headers).not.toHaveProperty(
      'access-control-allow-origin',
    )
    expect((await preflight(evil)).headers).not.toHaveProperty('access-control-allow-origin')
  }
})
