import type { MessageTemplate } from '@waitlist/contracts'
import type { Letter } from './letter.ts'

/** What is filled in for `{event}` and the other places; each on one line. */
export type Facts = Readonly<Record<string, string>>

/** An event's own words for a template: those of the locale, else of its language, else those for everybody. */
export function ownMessage(
  templates: readonly MessageTemplate[],
  template: MessageTemplate['template'] | (string & {}),
  locale: string,
): MessageTemplate | undefined {
  const named = templates.filter((one) => one.template === template)
  const [language] = locale.split('-')
  const of = (wanted: string | undefined) => named.find((one) => one.locale?.toLowerCase() === wanted?.toLowerCase())
  return of(locale) ?? of(language) ?? of(undefined)
}

/**
 * A letter in an event's own words; what it does not say stays in ours, and so does the link, which is never left out.
 * Each place is filled in once, so that a name with braces in it stays a name; the channel's form escapes the rest.
 */
export function ownLetter(own: MessageTemplate, ours: Letter, facts: Facts): Letter {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (place, name: string) => (Object.hasOwn(facts, name) ? (facts[name] as string) : place))
  const paragraphs = own.text?.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== '') ?? []
  return {
    ...ours,
    ...(own.subject === undefined ? {} : { subject: fill(own.subject) }),
    ...(paragraphs.length === 0 ? {} : { paragraphs: paragraphs.map(fill) }),
    ...(own.sms === undefined ? {} : { short: fill(own.sms) }),
  }
}
