import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  builtInSettings,
  completeConfig,
  configFrom,
  printableConfig,
  readConfigSources,
  serviceConfig,
} from '../src/index.ts'

const authSecret = 'a secret of at least thirty-two bytes'
const given = { AUTH_SECRET: authSecret, CLAIM_KEY: 'k1:sixteen or more chars', PEOPLE_KEY: 'sixteen or more chars' }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitlist-config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const fileOf = (content: unknown) => ({ path: 'waitlist.config.json', text: JSON.stringify(content) })
const settingsOf = (waitlist: object, env = {}) => configFrom({ env, file: fileOf({ waitlist }) }, folder).defaults

/** The one line that a bad configuration is turned away with. */
function complaint(env: Record<string, string>, file?: { path: string; text: string }): string {
  try {
    configFrom({ env, ...(file && { file }) }, folder)
  } catch (error) {
    expect((error as Error).name).toBe('ConfigError')
    expect((error as Error).message).not.toContain('\n')
    return (error as Error).message
  }
  throw new Error('was taken')
}

describe('the default settings', () => {
  test('are the built-in ones where nothing is set', () => {
    const { defaults } = configFrom({ env: {} }, folder)
    expect(defaults).toEqual(builtInSettings)
    expect(defaults).toMatchObject({ notificationWindow: '24 hours', purchaseWindow: '2 hours', maxSize: 10_000 })
  })

  test('are what the file says, under the names of the file', () => {
    const waitlist = {
      notification_window: '30 minutes',
      purchase_window: 'PT1H',
      max_waitlist_size: 3,
      max_quantity: 4,
      on_expiry: 'back',
      max_offers: 5,
      purchase_grace: '0 seconds',
      auto_open: false,
      auto_release: false,
      keep_pool: true,
      batch_size: 20,
      batch_interval: '2 seconds',
      policy: { kind: 'priority', tiers: ['vip', 'standard'] },
      fit: { kind: 'strict' },
      checkout_url: 'https://shop.example/pay',
      ticket_types: [{ id: 'standing', name: 'Standing' }],
      one_entry_per_address: true,
      retention: '90 days',
      consent: { version: '1', text: 'I agree.' },
      form: [{ name: 'size', label: 'Size', kind: 'choice', options: ['S', 'M'] }],
      templates: [{ template: 'joined', subject: 'You are in the queue' }],
    }
    expect(settingsOf(waitlist)).toEqual({
      notificationWindow: '30 minutes',
      purchaseWindow: 'PT1H',
      maxSize: 3,
      maxQuantity: 4,
      onExpiry: 'back',
      maxOffers: 5,
      purchaseGrace: '0 seconds',
      autoOpen: false,
      autoRelease: false,
      keepPool: true,
      batchSize: 20,
      batchInterval: '2 seconds',
      policy: { kind: 'priority', tiers: ['vip', 'standard'] },
      fit: { kind: 'strict' },
      checkoutUrl: 'https://shop.example/pay',
      ticketTypes: [{ id: 'standing', name: 'Standing' }],
      oneEntryPerAddress: true,
      retention: '90 days',
      consent: { version: '1', text: 'I agree.' },
      form: [{ name: 'size', label: 'Size', kind: 'choice', options: ['S', 'M'] }],
      templates: [{ template: 'joined', subject: 'You are in the queue' }],
    })
  })

  test('are what the environment says, whatever the file does', () => {
    const env = {
      WAITLIST_NOTIFICATION_WINDOW: '5 seconds',
      WAITLIST_MAX_WAITLIST_SIZE: '7',
      WAITLIST_AUTO_RELEASE: 'false',
      WAITLIST_BATCH_SIZE: 'null',
      WAITLIST_POLICY: '{"kind":"priority","tiers":["vip"]}',
      WAITLIST_PURCHASE_WINDOW: '',
    }
    const file = { notification_window: '1 day', max_waitlist_size: 9, batch_size: 20, purchase_window: '1 hour' }
    expect(settingsOf(file, env)).toEqual({
      ...builtInSettings,
      notificationWindow: '5 seconds',
      maxSize: 7,
      autoRelease: false,
      policy: { kind: 'priority', tiers: ['vip'] },
      purchaseWindow: '1 hour',
    })
  })

  test.each<[string, unknown, string]>([
    ['notification_window', 'soon', 'a duration: "24 hours"'],
    ['notification_window', '0 hours', 'a duration'],
    ['purchase_window', 24, 'a duration'],
    ['purchase_window', '99999999999 days', 'a duration'],
    ['max_waitlist_size', '10', 'a whole number from 0 to 10000000'],
    ['max_waitlist_size', -1, 'a whole number from 0 to 10000000'],
    ['max_quantity', 1.5, 'a whole number from 1 to 1000'],
    ['auto_open', 'yes', 'true or false'],
    ['on_expiry', 'forget', '"remove" or "back"'],
    ['retention', 'for ever', 'a duration'],
    ['consent', 'I agree.', 'a text that whoever joins agrees to'],
    ['batch_size', 'many', 'a whole number from 1 to 1000000 or null'],
    ['policy', { kind: 'lottery' }, '{"kind": "fcfs", …} or {"kind": "priority", …}'],
    ['policy', { kind: 'fcfs', tiers: [] }, '{"kind": "fcfs", …}'],
    ['checkout_url', 'javascript:alert(1)', 'text of the form'],
    ['ticket_types', ['standing'], 'a list of {"id", "name"}'],
    ['maxSize', 3, 'is not a setting; there are auto_open, ticket_types'],
    ['__proto__', {}, 'is not a setting'],
  ])('with %s of %j stop the start and say what is allowed', (name, value, allowed) => {
    const text = `{"waitlist": {${JSON.stringify(name)}: ${JSON.stringify(value)}}}`
    const line = complaint({}, { path: 'waitlist.config.json', text })
    expect(line).toMatch(`waitlist.config.json: ${name} is`)
    expect(line).toContain(allowed)
  })

  test('come with who made them, where they are not built in', () => {
    const waitlist = { notification_window: '1 day', max_waitlist_size: 9, keep_pool: false }
    const env = { WAITLIST_MAX_WAITLIST_SIZE: '7', WAITLIST_PURCHASE_WINDOW: '' }
    expect(configFrom({ env, file: fileOf({ waitlist }) }, folder).defaultSources).toEqual({
      notificationWindow: 'file',
      keepPool: 'file',
      maxSize: 'environment',
    })
    expect(configFrom({ env: {} }, folder).defaultSources).toEqual({})
  })

  test.each([
    [{ batch_size: 20 }, 'the default of batch_interval is required with batchSize'],
    [{ batch_interval: '1 hour' }, 'the default of batch_size is required with batchInterval'],
    [{ purchase_window: '367 days' }, 'the default of purchase_window must be a duration of at most 366 days'],
    [{ form: [{ name: 'size', label: 'Size', kind: 'choice' }] }, 'the default of form/0/options is required'],
  ])('that do not go together (%j) stop the start', (waitlist, line) => {
    expect(complaint({}, fileOf({ waitlist }))).toContain(line)
  })

  test.each<[Record<string, string>, string]>([
    [{ WAITLIST_NOTIFICATION_WINDOW: 'soon' }, 'WAITLIST_NOTIFICATION_WINDOW is "soon"; it must be a duration'],
    [{ WAITLIST_MAX_WAITLIST_SIZE: 'many' }, 'WAITLIST_MAX_WAITLIST_SIZE is "many"; it must be a whole number'],
    [{ WAITLIST_MAX_WAITLIST_SIZE: '1e9' }, 'WAITLIST_MAX_WAITLIST_SIZE is 1000000000; it must be a whole number'],
    [{ WAITLIST_POLICY: 'fcfs' }, 'WAITLIST_POLICY is "fcfs"; it must be {"kind": "fcfs", …}'],
  ])('from the environment %j stop the start', (env, line) => {
    expect(complaint(env)).toContain(line)
  })

  test.each([
    ['{"waitlist": ', 'is not JSON'],
    ['{"waitlist":\n\n oops}', 'is not JSON'],
    ['[]', 'must be {"waitlist": {…}}'],
    ['{"waitlist": 1}', 'must be {"waitlist": {…}}'],
    ['{"waitlist": {}, "notification_window": "1 hour"}', 'notification_window is not known'],
  ])('from the file %j stop the start', (text, line) => {
    expect(complaint({}, { path: 'waitlist.config.json', text })).toContain(
      `waitlist.config.json${line.startsWith('n') ? ':' : ''} ${line}`,
    )
  })
})

describe('the file', () => {
  test('may be missing, unless it is named', () => {
    expect(readConfigSources({}, folder)).toEqual({ env: {} })
    const named = () => readConfigSources({ WAITLIST_CONFIG: 'mine.json' }, folder)
    expect(named).toThrow(`WAITLIST_CONFIG: ${join(folder, 'mine.json')} cannot be read (ENOENT)`)
  })

  test('is the usual one, or the named one', () => {
    writeFileSync(join(folder, 'waitlist.config.json'), 'usual')
    writeFileSync(join(folder, 'mine.json'), 'mine')
    expect(readConfigSources({}, folder).file?.text).toBe('usual')
    expect(readConfigSources({ WAITLIST_CONFIG: 'mine.json' }, folder).file?.text).toBe('mine')
  })

  test('that is a folder is no file', () => {
    expect(() => readConfigSources({ WAITLIST_CONFIG: '.' }, folder)).toThrow('WAITLIST_CONFIG')
  })
})

describe('the server', () => {
  test('listens on this machine alone, unless told otherwise', () => {
    expect(configFrom({ env: {} }, '/srv')).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      dataDir: '/srv/data',
      logLevel: 'info',
      rateLimits: true,
      trustedProxies: [],
    })
    const env = { HOST: '0.0.0.0', PORT: '0', DATA_DIR: '/var/waitlist', LOG_LEVEL: 'debug' }
    expect(configFrom({ env }, '/srv')).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      dataDir: '/var/waitlist',
      logLevel: 'debug',
    })
  })

  test.each([
    [{ PORT: '65536' }, 'PORT is "65536"; it must be a whole number from 0 to 65535'],
    [{ PORT: '-1' }, 'PORT is "-1"'],
    [{ PORT: '80a' }, 'PORT is "80a"'],
    [{ PUBLIC_URL: 'tickets.example' }, 'PUBLIC_URL is "tickets.example"; it must be a URL'],
    [{ PUBLIC_URL: 'ftp://tickets.example' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'https://tickets.example/?a=b' }, 'PUBLIC_URL'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"; it must be one of trace, debug'],
    [{ RATE_LIMITS: 'yes' }, 'RATE_LIMITS is "yes"; it must be on or off'],
    [{ TRUST_PROXY: '10.0.0.0/8,all' }, 'TRUST_PROXY has "all"; it must be addresses or networks such as "10.0.0.0/8"'],
    [{ TRUST_PROXY: '10.0.0.0/33' }, 'TRUST_PROXY has "10.0.0.0/33"'],
    [{ TRUST_PROXY: '::/129' }, 'TRUST_PROXY has "::/129"'],
    [{ TRUST_PROXY: '10.0.0.0/8/8' }, 'TRUST_PROXY'],
    [{ TRUST_PROXY: '10.0.0.0/' }, 'TRUST_PROXY'],
    [{ TRUST_PROXY: '1' }, 'TRUST_PROXY'],
    [{ TRUST_PROXY: 'loopback,' }, 'TRUST_PROXY has ""'],
  ])('is not started with %j', (env, line) => {
    expect(complaint(env)).toContain(line)
  })

  test('limits nobody and believes proxies only when told so', () => {
    const env = { RATE_LIMITS: 'off', TRUST_PROXY: ' 10.0.0.0/8, 192.0.2.1,fd00::/8 ,loopback' }
    expect(configFrom({ env }, folder)).toMatchObject({
      rateLimits: false,
      trustedProxies: ['10.0.0.0/8', '192.0.2.1', 'fd00::/8', 'loopback'],
    })
  })

  test.each([
    [{ PORT: '8080' }, 'http://127.0.0.1:8080'],
    [{ HOST: '0.0.0.0' }, 'http://localhost:3000'],
    [{ HOST: '::1' }, 'http://[::1]:3000'],
    [{ HOST: '0.0.0.0', PUBLIC_URL: 'https://tickets.example/waitlist//' }, 'https://tickets.example/waitlist'],
  ])('with %j is reached at %s', (env, publicUrl) => {
    expect(completeConfig(configFrom({ env: { ...env, ...given } }, folder), {}).publicUrl).toBe(publicUrl)
  })
})

describe('the secrets', () => {
  const complete = (env: Record<string, string>) =>
    completeConfig(configFrom({ env: { DATA_DIR: 'kept', ...env } }, folder), env)
  const path = () => join(folder, 'kept', 'secrets.json')

  test.each<[Record<string, string>, string]>([
    [{ AUTH_SECRET: 'x'.repeat(31) }, 'AUTH_SECRET is too short'],
    [{ AUTH_JWKS_URL: 'login.example' }, 'AUTH_JWKS_URL must be a URL'],
    [{ AUTH_SECRET: authSecret, AUTH_JWKS_URL: 'https://login.example/keys' }, 'exclude each other'],
    [{ AUTH_ISSUER: 'https://login.example' }, 'AUTH_ISSUER and AUTH_AUDIENCE need'],
    [{ CLAIM_KEY: 'no colon but long enough' }, 'CLAIM_KEY must be id:secret'],
    [{ CLAIM_KEY: 'k1:short' }, 'CLAIM_KEY must be id:secret'],
    [{ CLAIM_KEY: 'k.1:sixteen or more chars' }, 'CLAIM_KEY must be id:secret'],
    [{ CLAIM_KEY: `${given.CLAIM_KEY},` }, 'CLAIM_KEY must be id:secret'],
    [{ CLAIM_KEY: `${given.CLAIM_KEY},${given.CLAIM_KEY}` }, 'CLAIM_KEY names an id twice'],
    [{ PEOPLE_KEY: 'brief' }, 'PEOPLE_KEY is too short'],
  ])('%j are refused, and not repeated', (env, line) => {
    const said = complaint(env)
    expect(said).toContain(line)
    for (const [name, value] of Object.entries(env)) if (!name.includes('URL')) expect(said).not.toContain(value)
  })

  test('that are given are taken, and nothing is kept', () => {
    const config = complete({
      ...given,
      CLAIM_KEY: 'new:sixteen or more: chars, old:sixteen or more chars',
      AUTH_ISSUER: 'login',
    })
    expect(config).toMatchObject({
      auth: { secret: authSecret, issuer: 'login' },
      peopleKey: given.PEOPLE_KEY,
      ownAuthSecret: undefined,
    })
    expect(config.claimKeys).toEqual([
      { id: 'new', secret: 'sixteen or more: chars' },
      { id: 'old', secret: 'sixteen or more chars' },
    ])
    expect(() => statSync(path())).toThrow('ENOENT')
    expect(complete({ ...given, AUTH_SECRET: '', AUTH_JWKS_URL: 'https://login.example/keys' }).auth).toEqual({
      jwksUrl: 'https://login.example/keys',
    })
  })

  test('that nobody gives are made once, for the owner’s eyes, and stay the same', () => {
    const first = complete({})
    expect(first.ownAuthSecret).toMatch(/^[\w-]{43}$/)
    expect(statSync(path()).mode & 0o777).toBe(0o600)
    const { claimKeys, peopleKey, auth } = complete({})
    expect({ claimKeys, peopleKey, auth }).toEqual({
      claimKeys: first.claimKeys,
      peopleKey: first.peopleKey,
      auth: first.auth,
    })
  })

  test('that are kept give way to those that are given, and come back', () => {
    const first = complete({ PEOPLE_KEY: given.PEOPLE_KEY })
    expect(Object.keys(JSON.parse(readFileSync(path(), 'utf8')))).toEqual(['AUTH_SECRET', 'CLAIM_KEY'])
    const second = complete({ AUTH_SECRET: authSecret })
    expect(second).toMatchObject({ auth: { secret: authSecret }, claimKeys: first.claimKeys })
    expect(complete({})).toMatchObject({ auth: first.auth, peopleKey: second.peopleKey })
    expect(statSync(path()).mode & 0o777).toBe(0o600)
  })

  test.each(['{', '[]', '{"AUTH_SECRET": 1}', '{"AUTH_SECRET": "short", "CLAIM_KEY": "k1:x", "PEOPLE_KEY": "y"}'])(
    'that are damaged (%j) stop the start, and are not made anew',
    (damaged) => {
      complete({})
      writeFileSync(path(), damaged)
      expect(() => complete({})).toThrow(expect.objectContaining({ name: 'ConfigError' }))
      expect(readFileSync(path(), 'utf8')).toBe(damaged)
    },
  )

  test('cannot be kept where there is no folder to be', () => {
    writeFileSync(join(folder, 'kept'), 'a file')
    expect(() => complete({})).toThrow(/^DATA_DIR: the folder .*kept cannot be used \(E\w+\)$/)
  })

  test('that check tokens must be chosen in production; the others may be kept', () => {
    expect(() => complete({ NODE_ENV: 'production' })).toThrow('AUTH_SECRET or AUTH_JWKS_URL must be set')
    expect(complete({ NODE_ENV: 'production', AUTH_SECRET: authSecret }).ownAuthSecret).toBeUndefined()
  })

  test('are neither printed nor told to who needs them not', () => {
    const config = configFrom({ env: { ...given, DATA_DIR: 'kept' } }, folder)
    const text = JSON.stringify(printableConfig(completeConfig(config, {}), config))
    for (const secret of [authSecret, 'sixteen']) expect(text).not.toContain(secret)
    expect(text).toContain('"claimKey":"given"')
    const kept = configFrom({ env: { DATA_DIR: 'kept' } }, folder)
    const made = completeConfig(kept, {})
    const printed = JSON.stringify(printableConfig(made, kept))
    for (const secret of Object.values(JSON.parse(readFileSync(path(), 'utf8')))) expect(printed).not.toContain(secret)
    expect(JSON.stringify(serviceConfig(made))).not.toContain(made.ownAuthSecret)
  })
})

test('services keep their messages in the data folder, and speak English to who asks for nothing else', () => {
  const config = completeConfig(configFrom({ env: given }, folder), {})
  expect(serviceConfig(config)).toMatchObject({
    outboxDir: join(folder, 'data', 'outbox'),
    locale: 'en',
    defaults: builtInSettings,
  })
})
