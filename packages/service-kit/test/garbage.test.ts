import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import { createFixture, type Fixture, kim, till } from './edge-fixture.ts'

let fixture: Fixture
let credentials: readonly { authorization: string }[]
beforeAll(async () => {
  fixture = await createFixture()
  credentials = [await fixture.bearer(kim), await fixture.bearer(till)]
})
afterAll(() => fixture.app.close())

/** Header values that a client library lets through. */
const headerText = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) })
const contentType = fc.oneof(
  fc.constantFrom(
    'application/json',
    'application/json; charset=utf-16',
    'text/plain',
    'application/merge-patch+json',
    '',
  ),
  headerText,
)
const paths = [
  '/open',
  '/staff/',
  '/mine/',
  '/write',
  '/keyed/',
  '/held/',
  '/lines',
  '/',
  '/__proto__/',
  '/constructor',
]
const url = fc
  .tuple(fc.constantFrom(...paths), fc.oneof(fc.constant(''), fc.webPath(), fc.webQueryParameters()))
  .map((parts) => parts.join(''))
const payload = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '{"__proto__": {}}',
    '{"constructor": {"prototype": {}}}',
    '\u0000',
    '"\ud800"',
    '1e999',
    '[[[[[[',
    '{}',
    'null',
  ),
  fc.record({ eventId: fc.anything(), quantity: fc.anything(), policy: fc.anything() }).map((body) => {
    try {
      return JSON.stringify(body) ?? ''
    } catch {
      return ''
    }
  }),
)

describe('whatever is sent', () => {
  test('is answered, as a problem of the sender’s when it is one, and leaves the server well', async () => {
    const request = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'),
      url,
      payload,
      type: contentType,
      caller: fc.nat(2),
      key: fc.option(headerText, { nil: undefined }),
      traceparent: fc.option(headerText, { nil: undefined }),
    })
    await fc.assert(
      fc.asyncProperty(request, async ({ method, url, payload, type, caller, key, traceparent }) => {
        const headers = {
          ...credentials[caller],
          'content-type': type,
          ...(key !== undefined && { 'idempotency-key': key }),
          ...(traceparent !== undefined && { traceparent }),
        }
        const response = await fixture.app.inject({
          method: method as 'GET',
          url,
          headers,
          payload,
        } satisfies InjectOptions)
        expect(response.statusCode).toBeLessThan(500)
        if (response.statusCode >= 400 && method !== 'HEAD') {
          expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8')
          expect(response.json()).toMatchObject({
            status: response.statusCode,
            code: expect.stringMatching(/^WL_ERR_/),
          })
        }
      }),
      { numRuns: 1000 },
    )
    expect(fixture.logged).toEqual([])
    expect((await fixture.app.inject('/open')).statusCode).toBe(200)
  })
})
