import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { systemClock } from '@waitlist/event-log'
import { createAuthenticate } from '@waitlist/service-kit'
import { keptSecrets } from '@waitlist/service-kit/secrets'
import { instanceFrom } from '../src/instance.ts'

const AUTH_SECRET = 'a secret that is long enough for a test'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitlist-operate-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const callerOf = (secret: string, token: string) => createAuthenticate({ secret }, systemClock)(token)

describe('where the product is', () => {
  test('is where it would listen if it were started here', () => {
    expect(instanceFrom({}, folder).url).toBe('http://127.0.0.1:3000')
    expect(instanceFrom({ PORT: '3100', HOST: '0.0.0.0' }, folder).url).toBe('http://localhost:3100')
  })

  test('is where one is told that it is', () => {
    const env = { WAITLIST_URL: 'https://tickets.example/' }
    expect(instanceFrom(env, folder).url).toBe('https://tickets.example')
    expect(instanceFrom(env, folder, { url: 'http://127.0.0.1:4000' }).url).toBe('http://127.0.0.1:4000')
  })
})

describe('the token', () => {
  test('is the one that is given', async () => {
    expect(await instanceFrom({ WAITLIST_TOKEN: 'one', AUTH_SECRET }, folder).token('service', 'tool')).toBe('one')
  })

  test('is signed with the secret of the environment, for the role', async () => {
    const token = await instanceFrom({ AUTH_SECRET }, folder).token('service', 'tool')
    expect(await callerOf(AUTH_SECRET, token)).toMatchObject({ role: 'service', sub: 'tool' })
  })

  test('is signed with the secret that the data folder keeps', async () => {
    const { AUTH_SECRET: kept = '' } = keptSecrets(join(folder, 'data'), ['AUTH_SECRET'])
    const token = await instanceFrom({}, folder).token('admin', 'tool')
    expect(await callerOf(kept, token)).toMatchObject({ role: 'admin' })
  })

  test('cannot be had where there is no secret, and none is made', async () => {
    await expect(instanceFrom({}, folder).token('service', 'tool')).rejects.toThrow(/WAITLIST_TOKEN/)
    await expect(
      instanceFrom({ AUTH_JWKS_URL: 'https://id.example/jwks' }, folder).token('service', 'tool'),
    ).rejects.toThrow(/AUTH_JWKS_URL/)
    expect(readdirSync(folder)).toEqual([])
  })
})
