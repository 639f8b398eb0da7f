import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { Clock } from '@waitlist/event-log'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { createAuthenticate, signToken } from './auth.ts'
import type { Caller } from './caller.ts'

const secret = 'a secret of at least thirty-two bytes'
const customer: Caller = { sub: 'kim', role: 'customer', tier: 'vip' }
const start = Date.parse('2027-05-02T09:30:00Z')

/** A clock that stands until it is moved. */
function handClock() {
  let now = start
  const clock: Clock = { now: () => now, after: () => () => {} }
  return { clock, pass: (ms: number) => (now += ms) }
}

const toBytes = (text: string) => new TextEncoder().encode(text)
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

describe('a token signed with the secret', () => {
  test('speaks for its caller, with the claims we use and no other', async () => {
    const { clock } = handClock()
    const authenticate = createAuthenticate({ secret }, clock)
    expect(await authenticate(await signToken(secret, customer))).toEqual(customer)
    const organizer: Caller = { sub: 'lee', role: 'organizer', org: 'org-7' }
    expect(await authenticate(await signToken(secret, organizer))).toEqual(organizer)
    const chatty = new SignJWT({ role: 'service', email: 'a@example.com' }).setProtectedHeader({ alg: 'HS256' })
    expect(await authenticate(await chatty.setSubject('till').sign(toBytes(secret)))).toEqual({
      sub: 'till',
      role: 'service',
    })
  })

  test('stops counting when it expires, also when it was seen before', async () => {
    const { clock, pass } = handClock()
    const authenticate = createAuthenticate({ secret }, clock)
    const token = await signToken(secret, customer, { expiresAt: start + 60_000 })
    expect(await authenticate(token)).toEqual(customer)
    pass(59_999)
    expect(await authenticate(token)).toEqual(customer)
    pass(5_001)
    expect(await authenticate(token)).toBeUndefined()
  })

  test('does not count before its time', async () => {
    const { clock, pass } = handClock()
    const authenticate = createAuthenticate({ secret }, clock)
    const early = new SignJWT({ role: 'service' }).setProtectedHeader({ alg: 'HS256' }).setSubject('till')
    const token = await early.setNotBefore(start / 1000 + 60).sign(toBytes(secret))
    expect(await authenticate(token)).toBeUndefined()
    pass(60_000)
    expect(await authenticate(token)).toEqual({ sub: 'till', role: 'service' })
  })

  test('must have the issuer and the audience, where they are set', async () => {
    const { clock } = handClock()
    const narrow = createAuthenticate({ secret, issuer: 'login', audience: 'waitlist' }, clock)
    expect(await narrow(await signToken(secret, customer, { issuer: 'login', audience: 'waitlist' }))).toEqual(customer)
    expect(await narrow(await signToken(secret, customer, { issuer: 'login' }))).toBeUndefined()
    expect(await narrow(await signToken(secret, customer, { issuer: 'other', audience: 'waitlist' }))).toBeUndefined()
    const wide = createAuthenticate({ secret }, clock)
    expect(await wide(await signToken(secret, customer, { issuer: 'other', audience: 'other' }))).toEqual(customer)
  })

  test.each([
    ['no role', { sub: 'kim' }],
    ['an unknown role', { sub: 'kim', role: 'root' }],
    ['a role of Object', { sub: 'kim', role: 'constructor' }],
    ['several roles', { sub: 'kim', role: ['service'] }],
    ['no subject', { role: 'customer' }],
    ['an empty subject', { sub: '', role: 'customer' }],
    ['a subject that is no id', { sub: 'kim lee', role: 'customer' }],
    ['a subject that is too long', { sub: 'k'.repeat(65), role: 'customer' }],
    ['a tier that is no name', { sub: 'kim', role: 'customer', tier: 'v i p' }],
    ['an org that is no id', { sub: 'lee', role: 'organizer', org: 7 }],
  ])('with %s speaks for nobody', async (_, claims) => {
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(toBytes(secret))
    expect(await createAuthenticate({ secret }, handClock().clock)(token)).toBeUndefined()
  })

  test('by another secret or algorithm, or by none, speaks for nobody', async () => {
    const authenticate = createAuthenticate({ secret }, handClock().clock)
    expect(await authenticate(await signToken(`${secret}!`, customer))).toBeUndefined()
    const claims = new SignJWT({ ...customer })
    expect(
      await authenticate(await claims.setProtectedHeader({ alg: 'HS512' }).sign(toBytes(secret.repeat(2)))),
    ).toBeUndefined()
    const none = [{ alg: 'none' }, customer].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    expect(await authenticate(`${none.join('.')}.`)).toBeUndefined()
    expect(await authenticate(`${none.join('.')}.AA`)).toBeUndefined()
  })

  test('that is garbage speaks for nobody, and nothing is thrown', async () => {
    const authenticate = createAuthenticate({ secret }, handClock().clock)
    const good = await signToken(secret, customer)
    const [head, payload, mac] = good.split('.')
    const bad = [
      '',
      '.',
      '..',
      'a.b.c',
      `${head}.${payload}`,
      `${good}.x`,
      `${head}.${payload}.`,
      `${head}..${mac}`,
      `${good}\n`,
    ]
    for (const token of [...bad, 'ü.ü.ü', '\u0000', `${'x'.repeat(9000)}.y.z`, good.slice(0, -2)]) {
      expect(await authenticate(token)).toBeUndefined()
    }
  })
})

describe('with published keys', () => {
  async function published() {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }]
    let answer = 200
    const server = createServer((_, response) => {
      response.writeHead(answer, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closers.push(() => server.close())
    const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const sign = (kid: string) =>
      new SignJWT({ role: 'service' }).setProtectedHeader({ alg: 'ES256', kid }).setSubject('till').sign(privateKey)
    return { jwksUrl, sign, fail: () => (answer = 503) }
  }

  test('a token by one of them counts, one by an unknown key or by a shared secret does not', async () => {
    const { jwksUrl, sign } = await published()
    const authenticate = createAuthenticate({ jwksUrl }, handClock().clock)
    expect(await authenticate(await sign('one'))).toEqual({ sub: 'till', role: 'service' })
    expect(await authenticate(await sign('two'))).toBeUndefined()
    expect(await authenticate(await signToken(secret, customer))).toBeUndefined()
  })

  test('nobody is turned away for keys that cannot be had: the answer is to try again', async () => {
    const { jwksUrl, sign, fail } = await published()
    fail()
    const authenticate = createAuthenticate({ jwksUrl }, handClock().clock)
    await expect(authenticate(await sign('one'))).rejects.toMatchObject({ refusal: { code: 'WL_ERR_BUSY' } })
    expect(await authenticate('not.a.token')).toBeUndefined()
  })
})
