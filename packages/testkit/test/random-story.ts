import { HOUR, iso, START, scheduled } from '@waitlist/line/example-events'
import fc from 'fast-check'
import { anOffer, entryId, releaseId, type TwoStreams } from './two-streams.ts'

/** One thing that happens: which, and two numbers that say how. */
export type Happening = readonly [name: keyof typeof happenings, a: number, b: number]

const TYPES = ['A', 'B']
const wishes = [['A'], ['B'], ['A', 'B'], ['B', 'A']]
const organizer = { role: 'service' } as const
const typeOf = (number: number) => TYPES[number % 2] as string

/** What can happen to an event; each is possible at any time, and refused or silent where it does not apply. */
const happenings = {
  join: (it: TwoStreams, a: number, b: number) => {
    const quantity = 1 + (b % 3)
    return it.toJoin({
      type: 'Join',
      actor: { role: 'customer' },
      entryId: entryId(it.join.events.length),
      customerId: `c${a % 12}`,
      ticketTypes: wishes[a % 4] as string[],
      quantity,
      minQuantity: b % 2 === 0 ? quantity : 1,
      tier: b % 5 === 0 ? 'vip' : 'standard',
      channels: ['email'],
      locale: 'en',
      defaults: it.defaults,
    })
  },
  leave: (it: TwoStreams, a: number) =>
    it.toJoin({ type: 'Leave', actor: { role: 'customer' }, customerId: `c${a % 12}`, defaults: it.defaults }),
  refund: (it: TwoStreams, a: number, b: number) =>
    it.toRelease({
      type: 'TakeRefund',
      refundId: `r${a}`,
      ticketType: typeOf(a),
      quantity: 1 + (b % 3),
      time: START + a,
    }),
  release: (it: TwoStreams, a: number, b: number) =>
    it.toRelease({
      type: 'ReleaseTickets',
      actor: organizer,
      releaseId: releaseId(it.release.events.length),
      ticketType: typeOf(a),
      quantity: 1 + (b % 4),
      from: a % 3 === 0 ? 'pool' : 'new',
      ...(b % 2 === 0 ? { batchSize: 1 + (a % 2), batchInterval: '3 hours' } : {}),
    }),
  claim: (it: TwoStreams, a: number) => it.toRelease({ type: 'Claim', offerId: anOffer(it, a)?.offerId ?? '' }),
  decline: (it: TwoStreams, a: number) => it.toRelease({ type: 'Decline', offerId: anOffer(it, a)?.offerId ?? '' }),
  abandon: (it: TwoStreams, a: number) => it.toRelease({ type: 'Abandon', offerId: anOffer(it, a)?.offerId ?? '' }),
  purchase: (it: TwoStreams, a: number, b: number) => {
    const offer = anOffer(it, a)
    return (
      offer &&
      it.toRelease({
        type: 'RecordPurchase',
        offerId: offer.offerId,
        customerId: offer.customerId,
        quantity: 1 + (b % 2),
      })
    )
  },
  pass: (it: TwoStreams, a: number) => it.pass((a % 30) * HOUR),
  hearRelease: (it: TwoStreams) => it.deliverToJoin(),
  hearWaitlist: (it: TwoStreams) => it.deliverToRelease(),
  catchUp: (it: TwoStreams) => it.rest(),
  pause: (it: TwoStreams, a: number, b: number) =>
    it.toJoin({ ...patch(it), pause: { joining: a % 2 === 0, offering: b % 2 === 0 } }),
  close: (it: TwoStreams) => it.toJoin({ ...patch(it), status: 'closed' }),
  open: (it: TwoStreams) => it.toJoin({ ...patch(it), status: 'open' }),
  configure: (it: TwoStreams, a: number, b: number) =>
    it.toJoin({
      ...patch(it),
      input: { autoRelease: a % 2 === 0, keepPool: b % 3 === 0, onExpiry: b % 2 === 0 ? 'back' : 'remove' },
    }),
  sellOut: (it: TwoStreams, a: number, b: number) =>
    it.toJoin({ type: 'SellOut', ticketTypes: wishes[a % 4] as string[], time: START + b, defaults: it.defaults }),
  schedule: (it: TwoStreams, a: number, b: number) =>
    it.toJoin({ type: 'TakeSchedule', schedule: scheduled(startIn(it, a, b)), time: it.now(), defaults: it.defaults }),
  cancel: (it: TwoStreams) => it.toJoin({ type: 'Cancel' }),
}

/** A start up to four days away, or just past; sale ends with it or some hours before. */
const startIn = (it: TwoStreams, a: number, b: number) => {
  const startsAt = it.now() + (2 * a - 20) * HOUR
  return { startsAt: iso(startsAt), salesEndAt: iso(startsAt - (b % 3) * HOUR) }
}

const patch = ({ defaults }: TwoStreams) =>
  ({ type: 'Configure', actor: organizer, mode: 'merge', input: {}, reset: [], defaults }) as const

const ordinary: Partial<Record<keyof typeof happenings, number>> = {
  join: 14,
  leave: 4,
  refund: 8,
  release: 6,
  claim: 5,
  decline: 2,
  abandon: 1,
  purchase: 7,
  pass: 3,
  hearRelease: 22,
  hearWaitlist: 22,
}

/** Everything that can happen, the acts of organizers and bad news included. */
const eventful: typeof ordinary = {
  ...ordinary,
  catchUp: 1,
  pause: 2,
  close: 1,
  open: 3,
  configure: 2,
  sellOut: 2,
  schedule: 1,
  cancel: 0.2,
}

const storyOf = (weights: typeof ordinary): fc.Arbitrary<Happening[]> => {
  const some = Object.entries(weights).map(([name, weight]) => ({
    weight: weight * 5,
    arbitrary: fc.tuple(fc.constant(name as keyof typeof happenings), fc.nat(60), fc.nat(60)),
  }))
  return fc.array(fc.oneof(...some), { minLength: 1, maxLength: 160, size: 'max' })
}

export const ordinaryStory = storyOf(ordinary)
export const eventfulStory = storyOf(eventful)

export function happen(it: TwoStreams, [name, a, b]: Happening): void {
  happenings[name](it, a, b)
}
