import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openApi, randomId } from '@waitlist/contracts'
import { createFixture, type Fixture } from './gateway-fixture.ts'

let fixture: Fixture
beforeEach(async () => {
  fixture = await createFixture()
})
afterEach(() => fixture.close())

const claimUrl = `/claim/${randomId('off', 'concert')}`

describe.each([
  ['the claim page', claimUrl],
  ['the documentation', '/docs'],
])('%s', (_, url) => {
  test('is a page for anyone', async () => {
    const { statusCode, headers, body } = await fixture.app.inject(url)
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
    expect(body).toMatch(/^<!doctype html>/)
  })

  test('lets its own script and style run, and nothing else in', async () => {
    const { headers, body } = await fixture.app.inject(url)
    const policy = String(headers['content-security-policy'])
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^ ']+'; style-src 'sha256-[^ ']+'; connect-src 'self'; /,
    )
    for (const tag of ['script', 'style']) {
      const [, text = ''] = new RegExp(`<${tag}>([^]*)</${tag}>`).exec(body) ?? []
      expect(policy).toContain(`${tag}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`)
    }
    expect(policy).toContain("frame-ancestors 'none'")
    expect(body).not.toMatch(/(src|href)="(https?:)?\/\/|@import|url\(| on\w+="| style="/)
  })
})

test('looking at a claim page changes nothing and asks for nothing', async () => {
  const { body } = await fixture.app.inject({ url: claimUrl, headers: { 'x-claim-token': 'k1.x' } })
  expect(body).not.toContain('k1.x')
  expect(await fixture.log.position()).toBe(0)
})

test('a claim page of what is no offer is a problem', async () => {
  expect((await fixture.app.inject('/claim/x')).json()).toMatchObject({
    status: 400,
    errors: [{ pointer: '/path/offerId' }],
  })
})

test('the documentation for programs is that of the contracts', async () => {
  const { headers, body } = await fixture.app.inject('/openapi.json')
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
  expect(JSON.parse(body)).toEqual(openApi())
})

describe('health', () => {
  const ask = async (url: string) => {
    const response = await fixture.app.inject(url)
    return { status: response.statusCode, says: response.json().status }
  }

  test('is whether the process lives', async () => {
    fixture.peer.health = { ok: false, detail: 'replaying' }
    expect(await ask('/healthz')).toEqual({ status: 200, says: 'ok' })
  })

  test('is readiness of every service, and names those that are not', async () => {
    expect(await ask('/readyz')).toEqual({ status: 200, says: 'ready' })
    fixture.peer.health = { ok: false, detail: 'replaying' }
    expect(await ask('/readyz')).toEqual({ status: 503, says: 'join: replaying' })
    await fixture.gateway.close()
    expect(await ask('/readyz')).toEqual({ status: 503, says: 'join: replaying, gateway: not started' })
  })
})
