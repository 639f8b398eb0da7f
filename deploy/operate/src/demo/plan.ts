import { createHash } from 'node:crypto'

/** How large the concert is that the demo sells. */
export type Plan = {
  readonly eventId: string
  readonly joins: number
  readonly refunds: number
  readonly release: number
  readonly batchSize: number
  /** Time to claim, and then to buy, as the settings have it: "4 seconds". */
  readonly window: string
  readonly seed: string
}

export const TICKET_TYPES = ['standing', 'seated', 'balcony'] as const
export const TIERS = ['vip', 'loyalty', 'standard'] as const

export type Wish = {
  readonly customerId: string
  readonly ticketTypes: readonly string[]
  readonly quantity: number
  readonly tier: (typeof TIERS)[number]
  readonly channels: readonly ('email' | 'sms')[]
}

/** What a holder does with an offer. */
export type Way = 'buy' | 'decline' | 'ignore' | 'claim-and-forget' | 'abandon'

/** A share from 0 to 1 that a seed and a name always give. */
export function shareOf(seed: string, ...names: readonly string[]): number {
  return (
    createHash('sha256')
      .update([seed, ...names].join('|'))
      .digest()
      .readUInt32BE() /
    2 ** 32
  )
}

/** What the nth customer wants: most of them standing, some either; every tenth a vip, every fifth in loyalty. */
export function wishOf({ seed, eventId }: Plan, nth: number): Wish {
  const share = (what: string) => shareOf(seed, what, `${nth}`)
  const kind = share('types')
  const tier = share('tier')
  return {
    customerId: `${eventId}.customer-${nth}`,
    ticketTypes: kind < 0.5 ? ['standing'] : kind < 0.75 ? ['seated', 'standing'] : ['balcony', 'seated'],
    quantity: share('quantity') < 0.6 ? 1 : 2,
    tier: tier < 0.1 ? 'vip' : tier < 0.3 ? 'loyalty' : 'standard',
    channels: share('sms') < 0.2 ? ['email', 'sms'] : ['email'],
  }
}

/** What the holder of an offer does: of ten some six buy, the others let it go in one way or another. */
export function wayOf({ seed }: Pick<Plan, 'seed'>, customerId: string): Way {
  const share = shareOf(seed, 'way', customerId)
  if (share < 0.6) return 'buy'
  if (share < 0.7) return 'decline'
  if (share < 0.85) return 'ignore'
  return share < 0.93 ? 'claim-and-forget' : 'abandon'
}
