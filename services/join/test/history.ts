import type { DomainEvent } from '@waitlist/contracts'
import { configured, entryOf, joined, left, settled } from '@waitlist/line/example-events'
import fc from 'fast-check'

/** One thing that happens to a waitlist; `nth` picks one of the customers there are. */
export type Happening =
  | { readonly what: 'join'; readonly tier: string; readonly ticketTypes: readonly string[] }
  | { readonly what: 'leave' | 'offer' | 'claim' | 'buy' | 'lapse' | 'back' | 'again'; readonly nth: number }
  | { readonly what: 'configure'; readonly tiers: readonly string[] | undefined }

export const happenings: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant('join' as const),
      tier: fc.constantFrom('vip', 'loyalty', 'standard', 'unheard-of'),
      ticketTypes: fc.shuffledSubarray(['floor', 'balcony', 'box'], { minLength: 1 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constantFrom('leave', 'offer', 'claim', 'buy', 'lapse', 'back', 'again'),
      nth: fc.nat(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('configure' as const),
      tiers: fc.constantFrom(undefined, ['vip', 'loyalty', 'standard'], ['standard', 'vip']),
    }),
  },
)

const STATUS = { offer: 'offered', claim: 'claimed', buy: 'purchased', lapse: 'lapsed', back: 'waiting' } as const

/** Turns happenings into events of one waitlist, and remembers whose entries there are. */
export function createHistory() {
  const names: string[] = []
  const customers = new Set<string>()
  let score = 0

  function join(customerId: string, wishes: { tier?: string; ticketTypes?: string[] }): DomainEvent {
    score += 1
    const name = `entry-${score}`
    names.push(name)
    customers.add(customerId)
    return joined(name, score, { ...wishes, customerId })
  }

  return {
    customers,
    /** The events of a happening, with the ids of the entries that they change. */
    happen(happening: Happening): { readonly events: DomainEvent[]; readonly changed: readonly string[] } {
      if (happening.what === 'configure') {
        const { tiers } = happening
        return {
          events: [configured({ policy: tiers ? { kind: 'priority', tiers: [...tiers] } : { kind: 'fcfs' } })],
          changed: [],
        }
      }
      if (happening.what === 'join') {
        const { tier, ticketTypes } = happening
        const event = join(`customer-${names.length}`, { tier, ticketTypes: [...ticketTypes] })
        return { events: [event], changed: [entryOf(names.at(-1) as string)] }
      }
      const name = names[happening.nth % (names.length || 1)]
      if (name === undefined) return { events: [], changed: [] }
      if (happening.what === 'leave') return { events: [left(name)], changed: [entryOf(name)] }
      if (happening.what === 'again') {
        const event = join([...customers][happening.nth % customers.size] as string, {})
        return { events: [left(name), event], changed: [entryOf(name), entryOf(names.at(-1) as string)] }
      }
      if (happening.what === 'back') score += 1
      const more = happening.what === 'back' ? { score } : {}
      return { events: [settled(name, STATUS[happening.what], more)], changed: [entryOf(name)] }
    },
  }
}
