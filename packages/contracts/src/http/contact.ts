import { type Static, Type } from 'typebox'
import type { FieldError } from '../problems.ts'
import { Channel, Locale } from '../scalars.ts'

/** Local part, @, and a domain of at least two labels; no white space or control character, so no header injection. */
const EMAIL =
  '^[^\\s@"<>(),:;\\\\\\[\\]\\u0000-\\u001f\\u007f]{1,64}@([A-Za-z0-9\\u0080-\\uffff-]{1,63}\\.)+[A-Za-z0-9\\u0080-\\uffff-]{2,63}$'

const addresses = {
  email: Type.Optional(Type.String({ maxLength: 254, pattern: EMAIL, description: 'An email address' })),
  phone: Type.Optional(
    Type.String({ pattern: '^\\+[1-9]\\d{5,14}$', description: 'A phone number, E.164: +4917012345' }),
  ),
  locale: Type.Optional(Locale),
}

/** How a customer wants to be told. `channelsOf` says which channels are meant when none is named. */
export const ContactInput = Type.Object(
  { ...addresses, channels: Type.Optional(Type.Array(Channel, { minItems: 1, maxItems: 2, uniqueItems: true })) },
  { additionalProperties: false },
)
export type ContactInput = Static<typeof ContactInput>

/** How a customer is told, as organizers see it. */
export const Contact = Type.Object({ ...addresses, channels: Type.Array(Channel) })
export type Contact = Static<typeof Contact>

/** The channels asked for; when none is named, those whose address is given. */
export function channelsOf(contact: ContactInput): Channel[] {
  return (
    contact.channels ?? [...(contact.email ? (['email'] as const) : []), ...(contact.phone ? (['sms'] as const) : [])]
  )
}

/** What no schema can say of a contact: there is an address, and each channel has its own. Pointers into the body. */
export function contactErrors(contact: ContactInput): FieldError[] {
  if (!contact.email && !contact.phone) return [{ pointer: '/contact', detail: 'must have an email or a phone' }]
  const errors: FieldError[] = []
  const channels = channelsOf(contact)
  if (channels.includes('email') && !contact.email) {
    errors.push({ pointer: '/contact/email', detail: 'is required for the channel email' })
  }
  if (channels.includes('sms') && !contact.phone) {
    errors.push({ pointer: '/contact/phone', detail: 'is required for the channel sms' })
  }
  return errors
}
