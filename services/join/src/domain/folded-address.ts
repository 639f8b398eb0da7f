import { domainToASCII } from 'node:url'

/** How a provider delivers to one mailbox under many names. */
type Aliases = {
  /** The one domain that stands for all of the account's. */
  readonly domain?: string
  /** Characters of the local part that mean nothing. */
  readonly ignores?: RegExp
}

const GMAIL: Aliases = { domain: 'gmail.com', ignores: /\./g }
const ICLOUD: Aliases = { domain: 'icloud.com' }
const PROTON: Aliases = { domain: 'proton.me', ignores: /[._-]/g }

/** Those who deliver `name+anything` to `name`, and say so. Of any other domain we cannot know, and take it as it is. */
const providers: ReadonlyMap<string, Aliases> = new Map<string, Aliases>([
  ['gmail.com', GMAIL],
  ['googlemail.com', GMAIL],
  ['icloud.com', ICLOUD],
  ['me.com', ICLOUD],
  ['mac.com', ICLOUD],
  ['proton.me', PROTON],
  ['protonmail.com', PROTON],
  ['pm.me', PROTON],
  ...['fastmail.com', 'fastmail.fm', 'hey.com'].map((domain) => [domain, {}] as const),
])

/** Microsoft has them in many countries: outlook.de, hotmail.co.uk, live.nl. */
const MICROSOFT = /^(?:outlook|hotmail|live|msn)\.(?:[a-z]{2,3})(?:\.[a-z]{2})?$/

/** Fastmail also delivers anything at name.fastmail.com to name. */
const FASTMAIL_USER = /^([^.]+)\.(fastmail\.(?:com|fm))$/

/** Countries in which a zero stands before the number at home, and is left away from abroad. */
const TRUNK_ZERO = /^(\+(?:31|32|33|40|41|43|44|45|46|47|49|61|64|81|82|90))0+/

/** The one form of an email address that all aliases of its mailbox have in common. */
export function foldedEmail(email: string): string {
  const lower = email.normalize('NFKC').toLowerCase()
  const at = lower.lastIndexOf('@')
  const local = lower.slice(0, at)
  const domain = domainToASCII(lower.slice(at + 1)) || lower.slice(at + 1)
  const [, user, fastmail] = FASTMAIL_USER.exec(domain) ?? []
  if (user && fastmail) return `${user}@${fastmail}`
  const aliases = providers.get(domain) ?? (MICROSOFT.test(domain) ? {} : undefined)
  if (!aliases) return `${local}@${domain}`
  const name = local.replace(/\+.*$/s, '').replace(aliases.ignores ?? /$^/, '')
  return `${name || local}@${aliases.domain ?? domain}`
}

/** The one form of a phone number in E.164 that those who write it by habit mean. */
export function foldedPhone(phone: string): string {
  return phone.replace(/[^+\d]/g, '').replace(TRUNK_ZERO, '$1')
}

/** The folded addresses of a contact, each told apart from the other kind. */
export function foldedAddresses(contact: { readonly email?: string; readonly phone?: string }): string[] {
  return [
    ...(contact.email === undefined ? [] : [`email:${foldedEmail(contact.email)}`]),
    ...(contact.phone === undefined ? [] : [`phone:${foldedPhone(contact.phone)}`]),
  ]
}
