import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from '@jest/globals'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { SMTPServer } from 'smtp-server'
import { openChannel, providersFrom } from '../src/channels/choose.ts'
import type { Message, NoticeChannel } from '../src/channels/notice-channel.ts'

const email: Message = {
  to: 'ann@example.org',
  channel: 'email',
  template: 'offer',
  locale: 'en',
  subject: 'Tickets for Zoë are yours',
  text: 'Claim them: https://tickets.example/claim/off_1#k1.secret',
  html: '<p>Claim them</p>',
}
const sms: Message = { to: '+4915112345678', channel: 'sms', template: 'offer', locale: 'en', text: 'Claim them' }

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function channelFor(env: Record<string, string>): Promise<NoticeChannel> {
  const before = { ...process.env }
  Object.assign(
    process.env,
    { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    env,
  )
  const channel = await openChannel(providersFrom(env), 'unused')
  closers.push(async () => {
    await channel.close()
    process.env = before
  })
  return channel
}

/** A mail server that keeps what it takes, and answers as its test wants. */
async function mailServer(answer?: Error | 'hang up') {
  const mails: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: (_login, _session, done) => done(new Error('unknown')),
    onData(stream, session, done) {
      let text = ''
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      stream.on('end', () => {
        mails.push(text)
        if (answer !== 'hang up') return done(answer)
        for (const connection of server.connections) if (connection.id === session.id) connection.close()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  closers.push(() => new Promise<void>((resolve) => server.close(resolve)))
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, mails }
}

/** A provider that answers everything the same. */
async function awsAnswering(status: number, type: string): Promise<string> {
  const message = `no to ${email.to}`
  const server = createServer((request, response) => {
    // SES speaks JSON, SNS XML.
    const isJson = request.url?.startsWith('/v2')
    response.writeHead(status, { 'content-type': isJson ? 'application/json' : 'text/xml', 'x-amzn-errortype': type })
    const xml = `<ErrorResponse><Error><Code>${type}</Code><Message>${message}</Message></Error></ErrorResponse>`
    response.end(isJson ? JSON.stringify({ __type: type, message }) : xml)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => new Promise((resolve) => server.close(resolve)))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('which way messages go out', () => {
  test('is the outbox unless the environment names a provider', () => {
    expect(providersFrom({})).toEqual({ email: undefined, sms: undefined })
    expect(providersFrom({ AWS_REGION: 'eu-west-1' })).toMatchObject({ email: { by: 'ses' }, sms: 'sns' })
    const both = { SMTP_URL: 'smtp://mail.example', AWS_ENDPOINT_URL: 'http://aws.example', EMAIL_FROM: 'a@b.example' }
    expect(providersFrom(both)).toEqual({
      email: { by: 'smtp', url: 'smtp://mail.example', from: 'a@b.example' },
      sms: 'sns',
    })
  })

  test.each([{ SMTP_URL: 'http://secret@mail.example' }, { SMTP_URL: 'mail' }, { EMAIL_FROM: 'nobody' }])(
    'stops the start when it cannot be: %j',
    (env) => {
      expect(() => providersFrom(env)).toThrow(expect.objectContaining({ name: 'ConfigError' }))
      expect(() => providersFrom(env)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('secret') }),
      )
    },
  )
})

describe('a mail server', () => {
  test('gets the whole message, under an id by which a repeat is known', async () => {
    const { url, mails } = await mailServer()
    const channel = await channelFor({ SMTP_URL: url, EMAIL_FROM: 'Tickets <tickets@shop.example>' })
    expect(await channel.send('ntc_1', email, 'ana')).toEqual({ status: 'accepted' })
    await channel.send('ntc_1', email, 'ana')
    expect(mails).toHaveLength(2)
    for (const mail of mails) {
      expect(mail).toContain('Message-ID: <ntc_1@shop.example>')
      expect(mail).toContain('To: ann@example.org')
      expect(mail).toContain('Claim them: https://tickets.example/claim/off_1#k1.secret')
    }
  })

  test('may refuse for good, in words that name nobody', async () => {
    const no = Object.assign(new Error(`550 ${email.to} is not here`), { responseCode: 550 })
    const { url } = await mailServer(no)
    const channel = await channelFor({ SMTP_URL: url })
    const delivery = await channel.send('ntc_1', email, 'ana')
    expect(delivery.status).toBe('refused')
    expect(JSON.stringify(delivery)).not.toContain(email.to)
  })

  test('may want it later', async () => {
    const { url } = await mailServer(Object.assign(new Error('451 later'), { responseCode: 451 }))
    const channel = await channelFor({ SMTP_URL: url })
    expect(await channel.send('ntc_1', email, 'ana')).toMatchObject({ status: 'not-sent', away: false })
  })

  test('that is not there, or does not know us, takes nobody’s message', async () => {
    const nowhere = await channelFor({ SMTP_URL: 'smtp://127.0.0.1:9' })
    expect(await nowhere.send('ntc_1', email, 'ana')).toMatchObject({ status: 'not-sent', away: true })
    const { url } = await mailServer()
    const stranger = await channelFor({ SMTP_URL: url.replace('//', '//somebody:wrong@') })
    expect(await stranger.send('ntc_1', email, 'ana')).toMatchObject({ status: 'not-sent', away: true })
  })

  test('that breaks off in the middle may have heard it', async () => {
    const { url } = await mailServer('hang up')
    const channel = await channelFor({ SMTP_URL: url })
    expect(await channel.send('ntc_1', email, 'ana')).toMatchObject({ status: 'ambiguous' })
  })
})

describe('AWS', () => {
  test.each([
    ['email', email, 'MessageRejected'],
    ['sms', sms, 'InvalidParameter'],
  ] as const)('refuses for good: %s', async (_, message, type) => {
    const channel = await channelFor({ AWS_ENDPOINT_URL: await awsAnswering(400, type) })
    const delivery = await channel.send('ntc_1', message, 'ana')
    expect(delivery).toEqual({ status: 'refused', reason: expect.stringContaining(type) })
    expect(JSON.stringify(delivery)).not.toContain(email.to)
  })

  test.each([
    ['email', email, 429, 'TooManyRequestsException'],
    ['sms', sms, 400, 'Throttling'],
    ['email', email, 403, 'InvalidClientTokenId'],
  ] as const)('did not send it when it says so: %s', async (_, message, status, type) => {
    const channel = await channelFor({ AWS_ENDPOINT_URL: await awsAnswering(status, type) })
    expect(await channel.send('ntc_1', message, 'ana')).toEqual({
      status: 'not-sent',
      reason: expect.stringContaining(type),
      away: true,
    })
  })

  test.each([
    ['email', email],
    ['sms', sms],
  ] as const)('that fails within may have sent it: %s', async (_, message) => {
    const channel = await channelFor({ AWS_ENDPOINT_URL: await awsAnswering(500, 'InternalFailure') })
    expect(await channel.send('ntc_1', message, 'ana')).toMatchObject({ status: 'ambiguous' })
  })

  test('that is not there is told of without an address', async () => {
    const main = fileURLToPath(new URL('./sending-process.ts', import.meta.url))
    const aws = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: 'eu-central-1' }
    const env = { ...aws, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }
    const { stdout } = await promisify(execFile)(process.execPath, [main], { env })
    expect(JSON.parse(stdout)).toMatchObject({ status: 'not-sent', away: true })
    expect(stdout).not.toContain(email.to)
  })
})

describeWith('aws', 'SES and SNS', (url) => {
  test('take messages as they are', async () => {
    const identity = { EmailIdentity: 'tickets@shop.example' }
    const headers = {
      'content-type': 'application/json',
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20270101/eu-central-1/ses/aws4_request',
    }
    await fetch(`${url}/v2/email/identities`, { method: 'POST', body: JSON.stringify(identity), headers })
    const channel = await channelFor({ AWS_ENDPOINT_URL: url, EMAIL_FROM: 'tickets@shop.example' })
    expect(await channel.send('ntc_email', email, 'ana')).toEqual({ status: 'accepted' })
    expect(await channel.send('ntc_sms', sms, 'ana')).toEqual({ status: 'accepted' })
    const asked = JSON.stringify(await (await fetch(`${url}/_engines/requests`)).json())
    expect(asked).toContain('ntc_email')
    expect(asked).toContain(email.subject as string)
    const { sms: texts } = (await (await fetch(`${url}/_engines/messages`)).json()) as {
      sms: { phoneNumber: string }[]
    }
    expect(texts.map(({ phoneNumber }) => phoneNumber)).toContain(sms.to)
  })
})
