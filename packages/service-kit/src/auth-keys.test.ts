import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import type { Clock } from '@waitlist/event-log'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { createAuthenticate } from './auth.ts'

const start = Date.parse('2027-05-02T09:30:00Z')
const clock: Clock = { now: () => start, after: () => () => {} }
const service = { sub: 'till', role: 'service' }
/** How long published keys are not asked for again. */
const COOL_DOWN_MS = 30_000

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
  jest.restoreAllMocks()
})

/** An identity provider whose keys can be changed, and whose clients are counted. */
async function provider() {
  const keys = new Map<string, { readonly jwk: object; readonly privateKey: CryptoKey; readonly pem: string }>()
  let asked = 0
  let isAway = false
  const server = createServer((_, response) => {
    asked += 1
    const published = { keys: [...keys.values()].map(({ jwk }) => jwk) }
    response.writeHead(isAway ? 503 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(published))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  const sign = (kid: string, key: CryptoKey, claims: object = {}) =>
    new SignJWT({ role: 'service', ...claims }).setProtectedHeader({ alg: 'RS256', kid }).setSubject('till').sign(key)
  return {
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    asked: () => asked,
    away: (is: boolean) => {
      isAway = is
    },
    async publish(kid: string) {
      const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
      const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' }
      keys.set(kid, { jwk, privateKey, pem: await exportSPKI(publicKey) })
      return (claims?: object) => sign(kid, privateKey, claims)
    },
    withdraw: (kid: string) => keys.delete(kid),
    pem: (kid: string) => keys.get(kid)?.pem ?? '',
    sign,
  }
}

describe('keys of an identity provider', () => {
  test('that are new are fetched, but not more often than the cool-down lets', async () => {
    const login = await provider()
    const first = await login.publish('one')
    const authenticate = createAuthenticate({ jwksUrl: login.jwksUrl }, clock)
    expect(await authenticate(await first())).toEqual(service)
    const second = await login.publish('two')
    expect(await authenticate(await second())).toBeUndefined()
    for (let at = 0; at < 20; at += 1) expect(await authenticate(await second({ at }))).toBeUndefined()
    expect(login.asked()).toBe(1)
    const later = Date.now() + COOL_DOWN_MS + 1000
    jest.spyOn(Date, 'now').mockReturnValue(later)
    expect(await authenticate(await second())).toEqual(service)
    expect(await authenticate(await first({ again: 1 }))).toEqual(service)
    expect(login.asked()).toBe(2)
  })

  test('that were fetched go on counting while the provider is away; new ones wait for it', async () => {
    const login = await provider()
    const first = await login.publish('one')
    const authenticate = createAuthenticate({ jwksUrl: login.jwksUrl }, clock)
    await authenticate(await first())
    login.away(true)
    expect(await authenticate(await first({ again: 1 }))).toEqual(service)
    const second = await login.publish('two')
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + COOL_DOWN_MS + 1000)
    await expect(authenticate(await second())).rejects.toMatchObject({ refusal: { code: 'WL_ERR_BUSY' } })
    login.away(false)
    expect(await authenticate(await second())).toEqual(service)
  })

  test('are no shared secrets: a token signed with the public one, by HMAC, speaks for nobody', async () => {
    const login = await provider()
    await login.publish('one')
    const authenticate = createAuthenticate({ jwksUrl: login.jwksUrl }, clock)
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      const forged = new SignJWT({ role: 'admin' }).setProtectedHeader({ alg, kid: 'one' }).setSubject('eve')
      expect(await authenticate(await forged.sign(new TextEncoder().encode(login.pem('one'))))).toBeUndefined()
    }
    const none = [{ alg: 'none', kid: 'one' }, service].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    expect(await authenticate(`${none.join('.')}.`)).toBeUndefined()
  })

  test('of somebody else under the same name speak for nobody', async () => {
    const login = await provider()
    await login.publish('one')
    const authenticate = createAuthenticate({ jwksUrl: login.jwksUrl }, clock)
    const { privateKey } = await generateKeyPair('RS256')
    expect(await authenticate(await login.sign('one', privateKey))).toBeUndefined()
  })

  test('named by the token itself are not asked', async () => {
    const [login, evil] = [await provider(), await provider()]
    await login.publish('one')
    await evil.publish('one')
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const header = { alg: 'RS256', kid: 'one', jku: evil.jwksUrl, jwk: await exportJWK(publicKey) }
    const forged = await new SignJWT({ role: 'admin' }).setProtectedHeader(header).setSubject('eve').sign(privateKey)
    expect(await createAuthenticate({ jwksUrl: login.jwksUrl }, clock)(forged)).toBeUndefined()
    expect(evil.asked()).toBe(0)
  })

  test.each([
    ['expired longer ago than the leeway', { exp: start / 1000 - 6 }, false],
    ['expired within the leeway', { exp: start / 1000 - 4 }, true],
    ['not valid yet', { nbf: start / 1000 + 6 }, false],
    ['valid in a moment', { nbf: start / 1000 + 4 }, true],
    ['for somebody else', { aud: 'another' }, false],
    ['for several, us among them', { aud: ['another', 'waitlist'] }, true],
    ['by another issuer', { iss: 'https://evil.example' }, false],
  ])('a token that is %s: %j counts: %s', async (_, claims, counts) => {
    const login = await provider()
    const sign = await login.publish('one')
    const narrow = { jwksUrl: login.jwksUrl, issuer: 'https://login.example', audience: 'waitlist' }
    const token = await sign({ iss: narrow.issuer, aud: narrow.audience, ...claims })
    expect(await createAuthenticate(narrow, clock)(token)).toEqual(counts ? service : undefined)
  })
})
