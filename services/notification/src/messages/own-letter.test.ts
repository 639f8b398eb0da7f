import { describe, expect, test } from '@jest/globals'
import type { MessageTemplate } from '@waitlist/contracts'
import { emailForm } from './forms.ts'
import { ownLetter, ownMessage } from './own-letter.ts'

const ours = {
  subject: 'News',
  paragraphs: ['Our words'],
  short: 'Short',
  link: { label: 'Go', url: 'https://x.example/#t' },
}
const facts = { event: 'Rock & {link} $& Night', link: 'https://x.example/#t' }

describe('the own message', () => {
  const templates: MessageTemplate[] = [
    { template: 'joined', subject: 'for all' },
    { template: 'joined', locale: 'de', subject: 'de' },
    { template: 'joined', locale: 'de-AT', subject: 'de-AT' },
    { template: 'offer', locale: 'fr', subject: 'fr' },
  ]

  test.each([
    ['de-AT', 'de-AT'],
    ['de-at', 'de-AT'],
    ['de-CH', 'de'],
    ['de', 'de'],
    ['fr', 'for all'],
  ])('for %s is that of %s', (locale, subject) => {
    expect(ownMessage(templates, 'joined', locale)?.subject).toBe(subject)
  })

  test('is none where nothing is said of the template or the language', () => {
    expect(ownMessage(templates, 'expired', 'de')).toBeUndefined()
    expect(ownMessage(templates, 'offer', 'de')).toBeUndefined()
    expect(ownMessage([], 'offer', 'de')).toBeUndefined()
  })
})

describe('an own letter', () => {
  test('says what it says, and the rest in our words, with the link', () => {
    expect(ownLetter({ template: 'offer' }, ours, facts)).toEqual(ours)
    expect(ownLetter({ template: 'offer', subject: 'Yours' }, ours, facts)).toEqual({ ...ours, subject: 'Yours' })
    expect(ownLetter({ template: 'offer', text: 'One\n\n\nTwo\nstill two' }, ours, facts)).toEqual({
      ...ours,
      paragraphs: ['One', 'Two\nstill two'],
    })
    expect(ownLetter({ template: 'offer', sms: '{link}' }, ours, facts).short).toBe(facts.link)
  })

  test('fills in each place once, whatever is filled in', () => {
    const { subject } = ownLetter({ template: 'offer', subject: '{event}: {toString} {event}' }, ours, facts)
    expect(subject).toBe(`${facts.event}: {toString} ${facts.event}`)
  })

  test('is text: in HTML its own tags and those of names are shown, not followed', () => {
    const own: MessageTemplate = { template: 'offer', text: '<script>alert(1)</script> {event}' }
    const { html } = emailForm(ownLetter(own, ours, { event: '<b onclick="x">' }))
    expect(html).not.toMatch(/<script|<b /)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &lt;b onclick=&quot;x&quot;&gt;')
  })
})
