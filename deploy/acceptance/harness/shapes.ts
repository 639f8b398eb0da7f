import type {
  Balance,
  Channel,
  EntryStatus,
  FieldError,
  FormField,
  Offer,
  ProblemCode,
  Settings,
  WaitlistStatus,
} from '@waitlist/contracts'

/** The answers of the HTTP interface as its description has them. */
export type Entry = {
  readonly entryId: string
  readonly eventId: string
  readonly customerId: string
  readonly status: EntryStatus
  readonly ticketTypes: readonly string[]
  readonly quantity: number
  readonly minQuantity: number
  readonly tier: string
  readonly joinedAt: string
  readonly position?: number
  readonly ahead?: number
  readonly total?: number
  readonly byTicketType: readonly { readonly ticketType: string; readonly position: number; readonly total: number }[]
  readonly offer?: {
    readonly offerId: string
    readonly ticketType: string
    readonly quantity: number
    readonly expiresAt?: string
    readonly purchaseBy?: string
  }
  readonly locale: string
  readonly channels: readonly Channel[]
  readonly asOf: string
}

export type Positions = { readonly customerId: string; readonly entries: readonly Entry[] }
export type Left = { readonly left: readonly Entry[] }
export type EntryList = {
  readonly entries: readonly (Entry & {
    readonly contact?: { readonly email?: string; readonly phone?: string }
    readonly answers?: Readonly<Record<string, unknown>>
    readonly consentVersion?: string
  })[]
  readonly nextCursor?: string
}
export type ClaimAnswer = { readonly offer: Offer; readonly purchaseBy: string; readonly checkoutUrl?: string }

export type Released = {
  readonly releaseId: string
  readonly ticketType: string
  readonly quantity: number
  readonly offers: readonly Offer[]
  readonly scheduled: number
  readonly pooled: number
  readonly passedOver: readonly { readonly entryId: string; readonly rule: string }[]
  readonly nextBatchAt?: string
}

export type InForce = Settings & {
  readonly sources: Readonly<Record<string, string>>
  readonly status: WaitlistStatus
  readonly pause: { readonly joining: boolean; readonly offering: boolean }
}

export type Form = {
  readonly eventId: string
  readonly status: WaitlistStatus
  readonly ticketTypes: readonly { readonly id: string; readonly name: string }[]
  readonly maxQuantity: number
  readonly fields: readonly FormField[]
  readonly consent?: { readonly version: string; readonly text: string }
}

export type Stats = {
  readonly eventId: string
  readonly waitlist: WaitlistStatus
  readonly asOf: string
  readonly entries: Readonly<Record<'joined' | EntryStatus, number>>
  readonly tickets: { readonly total: Balance; readonly byType: Readonly<Record<string, Balance>> }
  readonly conversion: {
    readonly offersResolved: number
    readonly purchaseRate: number | null
    readonly joinedToOffered: number | null
    readonly offeredToClaimed: number | null
    readonly claimedToPurchased: number | null
  }
}

export type Taken = {
  readonly id: string
  readonly status: 'accepted' | 'duplicate' | 'refused'
  readonly code?: string
  readonly detail?: string
}
export type Intake = { readonly results: readonly Taken[] }

export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: ProblemCode
  readonly errors?: readonly FieldError[]
}
