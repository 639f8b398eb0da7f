import { type Static, Type } from 'typebox'
import { DURATION_PATTERN } from './durations.ts'

// The type beside an enum lets validators compare the items of a list by hash instead of each with each.
const text = { type: 'string' }

/** An id that the ticketing side or a client gives: opaque to us. One name is kept out: no record can have that key. */
export const OpaqueId = Type.String({ minLength: 1, maxLength: 64, pattern: '^(?!__proto__$)[A-Za-z0-9._:-]+$' })

/** An id that we make: a prefix and 26 characters of base32, the first seven of them the hash of the event's key. */
export const ownId = (prefix: 'ent' | 'off' | 'rel' | 'lot' | 'ntc') =>
  Type.String({ pattern: `^${prefix}_[a-z2-7]{26}$` })

/**
 * A moment: RFC 3339, in UTC or with an offset. The pattern leaves out what some validators of the format let pass and
 * no JavaScript date can be: leap seconds, blanks for the T, offsets without minutes.
 */
export const Moment = Type.String({
  format: 'date-time',
  pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)$',
})

/** A number of tickets, at least one. */
export const Tickets = Type.Integer({ minimum: 1, maximum: 1_000_000 })

/** A number of tickets that may be none. */
export const TicketCount = Type.Integer({ minimum: 0 })

/** "24 hours", "90 minutes" or ISO 8601 ("PT24H"); `durationMs` reads it. */
export const DurationText = Type.String({
  maxLength: 40,
  pattern: DURATION_PATTERN,
  description: 'A duration: "24 hours", "90 minutes", "2 days" or ISO 8601 ("PT24H")',
})

/** A duration of at least a millisecond. */
export const PositiveDurationText = Type.String({
  ...DurationText,
  pattern: DURATION_PATTERN.replace('^', '^(?=.*[1-9])'),
})

/** The name of a tier, as tokens and policies give it. */
export const TierName = Type.String({ minLength: 1, maxLength: 40, pattern: '^(?!__proto__$)[A-Za-z0-9._:-]+$' })

export const Locale = Type.String({ minLength: 2, maxLength: 35, pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$' })

export const Channel = Type.Enum(['email', 'sms'], text)
export type Channel = Static<typeof Channel>

export const EntryStatus = Type.Enum(['waiting', 'offered', 'claimed', 'purchased', 'left', 'lapsed'], text)
export type EntryStatus = Static<typeof EntryStatus>

export const OfferStatus = Type.Enum(['open', 'claimed', 'fulfilled', 'declined', 'expired', 'revoked'], text)
export type OfferStatus = Static<typeof OfferStatus>

export const WaitlistStatus = Type.Enum(['closed', 'open', 'paused', 'cancelled'], text)
export type WaitlistStatus = Static<typeof WaitlistStatus>
