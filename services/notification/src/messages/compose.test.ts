import { describe, expect, test } from '@jest/globals'
import { called, createStory, offerOf, type Schedule, type Story, schedule } from '../../test/story.ts'
import { createContext, foldContext } from '../domain/context.ts'
import type { Notice } from '../domain/plan.ts'
import { compose } from './compose.ts'

const options = {
  publicUrl: 'https://tickets.example',
  signClaim: (offerId: string, entryId: string) => `k1.${offerId.length}-${entryId.length}`,
}

/** What the last event of a story calls for, and what is known by then. */
function planned(tell: (story: Story) => void) {
  const story = createStory('show-1')
  const context = createContext('show-1')
  tell(story)
  let notices: Notice[] = []
  for (const event of story.told) {
    notices = called(event, context, story)
    foldContext(context, event)
  }
  return { context, notices, notice: notices[0] as Notice }
}

/** The messages that the last event of a story calls for. */
function messages(tell: (story: Story) => void, locale = 'en') {
  const { context, notices } = planned(tell)
  return notices.map((notice) => compose({ ...notice, locale }, 'to-them', context, options))
}

/** The claim that follows the offer of `offered`. */
function claimedBy(customer: string) {
  const story = createStory('show-1')
  offered()(story)
  return story.claimed(customer)
}

const offered = (details: Partial<Schedule> = {}) => {
  return (story: Story) => {
    story.configured({ ...schedule, ...details })
    story.joined('ana', { channels: ['email', 'sms'] })
    story.offered('ana')
  }
}

describe('an offer', () => {
  const claimUrl = `https://tickets.example/claim/${offerOf('show-1', 'ana')}#k1.30-30`

  test('by email says what is offered, until when, and where to claim it', () => {
    const [email] = messages(offered())
    expect(email).toEqual({
      to: 'to-them',
      channel: 'email',
      template: 'offer',
      locale: 'en',
      subject: 'Tickets for Rock Night are yours to claim',
      text: expect.stringContaining(`Claim your tickets: ${claimUrl}`),
      html: expect.stringContaining(`href="${claimUrl}"`),
      offerId: offerOf('show-1', 'ana'),
      claimUrl,
      claimToken: 'k1.30-30',
    })
    expect(email?.text).toContain('2 x Standing room')
    expect(email?.html).toContain('2 x Standing room')
    expect(email?.text).toContain('held for you until Monday, May 3, 2027 at 11:00')
  })

  test('by sms says the same in short, without a subject', () => {
    const [, sms] = messages(offered())
    expect(sms).toEqual({
      to: 'to-them',
      channel: 'sms',
      template: 'offer',
      locale: 'en',
      text: expect.stringMatching(/^Tickets for Rock Night: 2 x Standing room, held for you until .*\. Claim: https:/),
      offerId: offerOf('show-1', 'ana'),
      claimUrl,
      claimToken: 'k1.30-30',
    })
    expect(sms?.text).toContain(claimUrl)
    expect(sms?.text.length).toBeLessThan(320)
  })

  test('gives the deadline in the words of the locale and the time of the place', () => {
    const [email] = messages(offered(), 'de-DE')
    expect(email?.locale).toBe('de-DE')
    expect(email?.text).toContain('Montag, 3. Mai 2027 um 11:00 MESZ')
    const [abroad] = messages(offered({ timeZone: 'America/New_York' }), 'de-DE')
    expect(abroad?.text).toContain('Montag, 3. Mai 2027 um 05:00')
  })

  test('once claimed gives the time to buy until', () => {
    const { context, notice } = planned(offered())
    foldContext(context, claimedBy('ana'))
    expect(compose(notice, 'to-them', context, options)?.text).toContain('Sunday, May 2, 2027 at 1:00')
  })

  test('of an event that was never scheduled names it by its id, the time in UTC', () => {
    const [email] = messages((story) => {
      story.opened()
      story.joined('ana')
      story.offered('ana')
    })
    expect(email?.subject).toBe('Tickets for show-1 are yours to claim')
    expect(email?.text).toContain('2 x standing')
    expect(email?.text).toMatch(/Monday, May 3, 2027 at 9:00\sAM UTC/)
  })

  test('that has ended is not written', () => {
    const { context, notice } = planned(offered())
    context.offers.clear()
    expect(compose(notice, 'to-them', context, options)).toBeUndefined()
  })
})

describe('names from outside', () => {
  const name = 'Rock & <script>alert("x")</script>\r\nBcc: all@example.org'

  test('are text in HTML', () => {
    const [email] = messages(offered({ name, ticketTypes: [{ id: 'standing', name: '<b>Best</b>' }] }))
    expect(email?.html).not.toMatch(/<script|<b>|onerror/)
    expect(email?.html).toContain('Rock &amp; &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; Bcc')
    expect(email?.html).toContain('&lt;b&gt;Best&lt;/b&gt;')
  })

  test('stay on one line', () => {
    const [email, sms] = messages(offered({ name }))
    expect(email?.subject).toBe(
      'Tickets for Rock & <script>alert("x")</script> Bcc: all@example.org are yours to claim',
    )
    expect(sms?.text).not.toMatch(/[\r\n]/)
  })
})

describe('the other templates', () => {
  const endings: readonly [string, (story: Story) => void, RegExp][] = [
    ['joined', () => {}, /You are on the waitlist for Rock Night/],
    ['expired', (story) => [story.offered('ana'), story.expired('ana')], /time to take .* is over/],
    [
      'revoked',
      (story) => [story.offered('ana'), story.revoked('ana', 'closed')],
      /waitlist for Rock Night was closed/,
    ],
    ['cancelled', (story) => story.cancelled(), /Rock Night was cancelled/],
    ['purchased', (story) => [story.offered('ana'), story.fulfilled('ana')], /purchase for Rock Night went through/],
  ]

  test.each(endings)('%s says so by email and by sms, and carries no link', (template, tell, words) => {
    const [email, sms] = messages((story) => {
      story.configured(schedule)
      story.joined('ana', { channels: ['email', 'sms'] })
      tell(story)
    })
    expect(email).toMatchObject({ template, channel: 'email', text: expect.stringMatching(words) })
    expect(email).toMatchObject({ subject: expect.stringContaining('Rock Night'), html: expect.stringMatching(words) })
    expect(sms).toMatchObject({ template, channel: 'sms', text: expect.stringMatching(words) })
    expect(sms).not.toHaveProperty('subject')
    expect(sms).not.toHaveProperty('html')
    for (const message of [email, sms]) expect(message).not.toHaveProperty('claimToken')
    for (const message of [email, sms]) expect(JSON.stringify(message)).not.toContain('undefined')
  })

  test('one that nobody wrote is not written', () => {
    const { context, notice } = planned((story) => story.joined('ana'))
    expect(compose({ ...notice, template: 'reminder' }, 'to-them', context, options)).toBeUndefined()
  })
})
