import { describe, expect, test } from '@jest/globals'
import { ofType } from './harness/feed.ts'
import { readOutbox } from './harness/outbox.ts'
import { eventually } from './harness/poll.ts'
import { expectInvalid } from './harness/problem.ts'
import { createStage } from './harness/stage.ts'

const stage = createStage()

describe('the word that tickets are there', () => {
  test('comes by email and SMS as the entry asked, with link, token and deadline', async () => {
    const sale = await stage.open()
    await sale.joinWith('ann', { channels: ['email', 'sms'], locale: 'en-GB' })
    await sale.refund()
    const { offerId, expiresAt } = await sale.offer('ann')
    const messages = await sale.messages('ann', 'offer', 2)
    const to = { email: sale.email('ann'), sms: sale.phone('ann') }
    expect(messages.map((message) => message.channel).sort()).toEqual(['email', 'sms'])
    for (const message of messages) {
      const { claimUrl = '', claimToken = '' } = message
      expect(message).toEqual(expect.objectContaining({ to: to[message.channel], template: 'offer', offerId }))
      expect(message.locale).toMatch(/^en/)
      expect(claimToken).toMatch(/^k1\.[A-Za-z0-9_-]{43}$/)
      expect(claimUrl).toBe(`https://tickets.example/claim/${offerId}#${claimToken}`)
      expect(message.text).toContain(claimUrl)
      // The time zone of the event is whole hours from UTC, so the minutes are the same in both.
      expect(message.text).toMatch(new RegExp(`\\b\\d{1,2}:${expiresAt.slice(14, 16)}\\b`))
    }
    const email = messages.find((message) => message.channel === 'email')
    expect(email?.subject).toMatch(/\S/)
    expect(email?.html).toContain(email?.claimToken)
  })

  test.each(['email', 'sms'] as const)('comes by %s alone when that is asked', async (channel) => {
    const sale = await stage.open()
    await sale.joinWith('ann', { channels: [channel] })
    await sale.refund()
    await sale.offer('ann')
    const [message] = await sale.messages('ann', 'offer')
    expect(message?.channel).toBe(channel)
    await eventually(async () => {
      const sent = ofType(await sale.feed(), 'NotificationSent').filter((event) => event.data.template === 'offer')
      expect(sent.map((event) => event.data.channel)).toEqual([channel])
    })
  })

  test('says the deadline as people of the entry’s locale write it', async () => {
    const sale = await stage.open()
    const locales = { ann: 'de', bob: 'en', cem: 'fr-CH' }
    for (const [name, locale] of Object.entries(locales)) await sale.joinWith(name, { locale })
    await sale.refund(3)
    const texts = new Set<string>()
    for (const [name, locale] of Object.entries(locales)) {
      const [message] = await sale.messages(name, 'offer')
      expect(message?.locale).toBe(locale)
      texts.add(message?.text.replace(message.claimUrl ?? '', '') ?? '')
    }
    expect(texts.size).toBe(3)
  })

  test('is sent once per offer and channel, and each notice is planned and then sent', async () => {
    const sale = await stage.open()
    const names = Array.from({ length: 10 }, (_, n) => `c${n}`)
    for (const name of names) await sale.joinWith(name, { channels: ['email', 'sms'] })
    await sale.refund(10)
    for (const name of names) await sale.messages(name, 'offer', 2)
    await eventually(async () => {
      const feed = (await sale.feed()).filter((event) => 'template' in event.data && event.data.template === 'offer')
      expect(ofType(feed, 'NotificationPlanned')).toHaveLength(20)
      expect(ofType(feed, 'NotificationSent')).toHaveLength(20)
    })
    const sent = await readOutbox(stage.product().dataDir)
    const own = sent.filter(
      (message) => message.template === 'offer' && names.some((name) => message.to === sale.email(name)),
    )
    expect(own).toHaveLength(10)
    expect(new Set(own.map((message) => message.claimToken)).size).toBe(10)
  })
})

test('what the product says of itself names no address and no token', async () => {
  const sale = await stage.open()
  await sale.joinWith('ann', { channels: ['email', 'sms'] })
  await sale.refund()
  const { offerId } = await sale.offer('ann')
  const token = await sale.token('ann', offerId)
  await stage.product().as().post(`/api/waitlist/claim/${offerId}`, { token })
  await stage
    .product()
    .as()
    .post(`/api/waitlist/claim/${offerId}`, { token, email: sale.email('ann') })
  const said = stage.product().said()
  for (const secret of [token, sale.email('ann'), sale.phone('ann')]) expect(said).not.toContain(secret)
})

describe('an event’s own words', () => {
  const templates = [
    { template: 'joined', subject: 'In the queue for {event}', text: 'Hello!\n\nYou wait for {event} <b>now</b>.' },
    { template: 'offer', text: '{tickets} of {event}, until {deadline}.', sms: 'Yours: {link}' },
    { template: 'offer', locale: 'de', subject: 'Für dich: {event}' },
  ]

  test('are in the messages, filled in and escaped, and the link is never left out', async () => {
    const sale = await stage.open({ settings: { templates } })
    await sale.joinWith('ann', { channels: ['email', 'sms'], locale: 'en' })
    const joined = await sale.messages('ann', 'joined', 2)
    const email = joined.find((message) => message.channel === 'email')
    expect(email?.subject).toMatch(/^In the queue for \S/)
    expect(email?.text).toMatch(/^Hello!\n\nYou wait for .* <b>now<\/b>\./)
    expect(email?.html).toContain('&lt;b&gt;now&lt;/b&gt;')
    await sale.refund()
    const offers = await sale.messages('ann', 'offer', 2)
    for (const { text, claimUrl } of offers) expect(text).toContain(claimUrl)
    const [mail, sms] = ['email', 'sms'].map((channel) => offers.find((message) => message.channel === channel))
    expect(mail?.text).toMatch(/^1 x \S.* of .*, until .*\.\n/)
    expect(sms?.text).toBe(`Yours: ${sms?.claimUrl}`)
  })

  test('are those of the entry’s language; what they do not say is said in ours', async () => {
    const sale = await stage.open({ settings: { templates } })
    await sale.joinWith('ann', { locale: 'de-CH' })
    await sale.refund()
    await sale.offer('ann')
    const [message] = await sale.messages('ann', 'offer')
    expect(message?.subject).toMatch(/^Für dich: \S/)
    expect(message?.text).toContain(message?.claimUrl)
  })

  test('are refused where they could not be filled in, or would leave out what matters', async () => {
    const sale = await stage.open()
    const refused = async (message: object, ...pointers: string[]) =>
      expectInvalid(
        await sale.organizer.patch(`/api/waitlist/settings/${sale.eventId}`, { templates: [message] }),
        ...pointers,
      )
    await refused({ template: 'joined', text: 'Until {deadline}' }, '/templates/0/text')
    await refused({ template: 'offer', subject: '{{constructor}}' }, '/templates/0/subject')
    await refused({ template: 'joined', subject: 'x\r\nBcc: all@example.org' }, '/templates/0/subject')
    await refused({ template: 'offer', sms: 'Tickets for {event}' }, '/templates/0/sms')
    await refused({ template: 'greeting', html: '<b>x</b>' }, '/templates/0/template', '/templates/0/html')
  })
})
