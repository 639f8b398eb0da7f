import { type Static, type TObjectOptions, Type } from 'typebox'
import type { FieldError } from './problems.ts'
import { Locale } from './scalars.ts'

const TemplateName = Type.Enum(['joined', 'offer', 'expired', 'revoked', 'cancelled', 'purchased'], { type: 'string' })
/** No line breaks and no control characters: it becomes a header or a text message. */
const line = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*\\S[^\\u0000-\\u001f\\u007f]*$' })

/** An event's own words for a message; what it does not say is said in ours. Text with places to fill in, never code. */
export const messageTemplate = (options: TObjectOptions) =>
  Type.Object(
    {
      template: TemplateName,
      locale: Type.Optional(Locale),
      subject: Type.Optional(line(200)),
      text: Type.Optional(
        Type.String({ minLength: 1, maxLength: 5000, pattern: '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f]*$' }),
      ),
      sms: Type.Optional(line(480)),
    },
    options,
  )

/** The own messages of an event: for each template and locale at most one. */
export const messageTemplates = (options: TObjectOptions) =>
  Type.Array(messageTemplate(options), {
    maxItems: 100,
    description: 'A list of messages: {"template", "locale", "subject", "text", "sms"}',
  })

export const MessageTemplate = messageTemplate({})
export type MessageTemplate = Static<typeof MessageTemplate>

/** The places to fill in: those of every message, and those that only an offer has. */
const PLACES = ['event']
const OFFER_PLACES = [...PLACES, 'tickets', 'deadline', 'link']
const PARTS = ['subject', 'text', 'sms'] as const

/** What no schema can say of own messages. Pointers into the settings. */
export function templateErrors(templates: readonly MessageTemplate[]): FieldError[] {
  const seen = new Set<string>()
  return templates.flatMap((message, index) => {
    const at = `/templates/${index}`
    const { template, locale } = message
    const key = `${template} ${locale?.toLowerCase() ?? ''}`
    const twice = seen.size === seen.add(key).size
    const places = template === 'offer' ? OFFER_PLACES : PLACES
    const errors = PARTS.flatMap((part) => {
      const unknown = [...(message[part] ?? '').matchAll(/\{([^{}]*)\}/g)].find(
        ([, name]) => !places.includes(name ?? ''),
      )
      const known = places.map((name) => `{${name}}`).join(', ')
      return unknown ? [{ pointer: `${at}/${part}`, detail: `has ${unknown[0]}; it may have ${known}` }] : []
    })
    if (twice) errors.push({ pointer: `${at}/template`, detail: `"${template}" is there already for this locale` })
    // Whoever gets nothing but the text message could not claim without it.
    if (template === 'offer' && message.sms !== undefined && !message.sms.includes('{link}')) {
      errors.push({ pointer: `${at}/sms`, detail: 'must have {link}, where the offer is claimed' })
    }
    return errors
  })
}
