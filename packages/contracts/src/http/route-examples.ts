import type { BodyOf, ReplyOf } from '../define-route.ts'
import { eventExamples, offerExample, settingsExample } from '../event-examples.ts'
import type { RouteId, routes } from './routes.ts'

type Routes = typeof routes

/** What the documentation shows of a route; a reply under its status. */
type RouteExample<R extends Routes[RouteId]> = {
  readonly body?: BodyOf<R>
  readonly replies?: { readonly [S in keyof R['replies']]?: ReplyOf<R, S> }
}

const { eventId, customerId, entryId } = offerExample
const asOf = '2027-05-02T09:30:00.012Z'
const soldOut = {
  specversion: '1.0',
  id: 'sold-out-31',
  source: '/ticketing',
  type: 'TicketsSoldOut',
  time: '2027-05-02T09:00:00.000Z',
  data: eventExamples.TicketsSoldOut,
}

const waiting = {
  entryId,
  eventId,
  customerId,
  status: 'waiting' as const,
  ticketTypes: ['standing'],
  quantity: 2,
  minQuantity: 1,
  tier: 'standard',
  joinedAt: '2027-05-02T09:30:00.000Z',
  position: 12,
  ahead: 11,
  total: 12,
  byTicketType: [{ ticketType: 'standing', position: 12, total: 12 }],
  locale: 'de',
  channels: ['email' as const],
  asOf,
}
const left = { ...waiting, status: 'left' as const, byTicketType: [] }
const { position, ahead, total, ...leftEntry } = left

const sources = Object.fromEntries(
  Object.keys(settingsExample).map((name) => [name, name === 'maxSize' ? 'event' : 'default']),
) as ReplyOf<Routes['getSettings'], 200>['sources']

const settingsReply = {
  ...settingsExample,
  maxSize: 500,
  eventId,
  status: 'open' as const,
  pause: { joining: false, offering: false },
  organizerId: 'org-7',
  sources,
}
const claimed = {
  ...offerExample,
  status: 'claimed' as const,
  claimedAt: '2027-05-02T10:05:00.000Z',
  purchaseBy: '2027-05-02T12:05:00.000Z',
}
const released = {
  releaseId: offerExample.releaseId,
  ticketType: 'standing',
  quantity: 10,
  offers: [offerExample],
  scheduled: 8,
  pooled: 0,
  passedOver: [{ entryId, rule: 'skip' }],
  nextBatchAt: '2027-05-02T10:10:00.000Z',
}
const counts = { joined: 12, waiting: 11, offered: 1, claimed: 0, purchased: 0, left: 0, lapsed: 0 }
const balance = { released: 2, owed: 0, free: 0, scheduled: 0, open: 2, claimed: 0, fulfilled: 0, returned: 0 }
const unknown = { median: null, p90: null }
const rates = {
  conversion: {
    offersResolved: 0,
    purchaseRate: null,
    joinedToOffered: 0.083,
    offeredToClaimed: 0,
    claimedToPurchased: null,
  },
  times: { toOffer: { median: 1800, p90: 1800 }, toClaim: unknown, toPurchase: unknown },
}

/** Examples by route; those without a JSON body or reply have none. */
export const routeExamples: { readonly [Id in RouteId]?: RouteExample<Routes[Id]> } = {
  joinWaitlist: {
    body: {
      eventId,
      ticketTypes: ['standing'],
      quantity: 2,
      minQuantity: 1,
      contact: { email: 'kim@example.com', locale: 'de' },
    },
    replies: { 201: waiting, 200: waiting },
  },
  getPosition: { replies: { 200: { customerId, entries: [waiting] } } },
  eraseCustomer: {
    replies: {
      200: {
        customerId,
        erasureId: '0198f0c4-52f1-7d10-9d27-3a9c0a4f1c11',
        requestedAt: asOf,
        erasedAt: '2027-05-02T09:30:00.040Z',
        left: [{ eventId, entryId }],
        erased: { contacts: 1, answers: 0, addresses: 0, messages: 2 },
        announced: false,
      },
    },
  },
  leaveWaitlist: { replies: { 200: { left: [leftEntry] } } },
  getForm: {
    replies: {
      200: {
        eventId,
        status: 'open',
        ticketTypes: [{ id: 'standing', name: 'Standing' }],
        maxQuantity: 10,
        fields: [],
      },
    },
  },
  getSettings: { replies: { 200: settingsReply } },
  putSettings: { body: { maxSize: 500, status: 'open' }, replies: { 200: settingsReply } },
  patchSettings: { body: { maxSize: 500, batchSize: null }, replies: { 200: settingsReply } },
  listEntries: {
    replies: {
      200: { entries: [{ ...waiting, contact: { email: 'kim@example.com', channels: ['email'] } }], nextCursor: 'MTI' },
    },
  },
  moveEntry: {
    body: { to: 'top', reason: 'Had been promised a place at the door' },
    replies: {
      200: { ...waiting, position: 1, ahead: 0, byTicketType: [{ ticketType: 'standing', position: 1, total: 12 }] },
    },
  },
  removeEntry: { body: { reason: 'Resold tickets before' }, replies: { 200: leftEntry } },
  listReleases: {
    replies: {
      200: {
        releases: [
          {
            releaseId: offerExample.releaseId,
            source: 'refund',
            sourceId: 'refund-771',
            lotId: eventExamples.TicketsReleased.lotId,
            ticketType: 'standing',
            quantity: 2,
            releasedAt: offerExample.offeredAt,
            scheduled: 0,
            pooled: 0,
            returned: 0,
            batches: [
              {
                batch: 1,
                startedAt: offerExample.offeredAt,
                freed: 2,
                offered: 2,
                offers: [{ ...offerExample, status: 'expired', endedAt: offerExample.expiresAt, reason: 'unclaimed' }],
                offersMore: 0,
                passedOver: [{ entryId, rule: 'skip' }],
                passedOverMore: 0,
              },
            ],
          },
        ],
      },
    },
  },
  releaseTickets: {
    body: { ticketType: 'standing', quantity: 10, batchSize: 2, batchInterval: '10 minutes' },
    replies: { 202: released, 200: released },
  },
  getOffer: { replies: { 200: offerExample } },
  claimOffer: {
    body: { token: 'k1.0n2v6p1uK1J2cGZ0b1dVb3Jq' },
    replies: {
      200: { offer: claimed, purchaseBy: claimed.purchaseBy, checkoutUrl: 'https://tickets.example/checkout' },
    },
  },
  declineOffer: {
    body: { token: 'k1.0n2v6p1uK1J2cGZ0b1dVb3Jq' },
    replies: { 200: { offer: { ...offerExample, status: 'declined' } } },
  },
  getStats: {
    replies: {
      200: {
        eventId,
        waitlist: 'open',
        asOf,
        entries: counts,
        tickets: { total: balance, byType: { standing: balance } },
        ...rates,
        notices: { email: { planned: 1, sent: 1, failed: 0 } },
        reached: { email: 1 },
        byTicketType: { standing: counts },
        byTier: { standard: counts },
        breakdown: { byTicketType: { standing: rates }, byTier: { standard: rates } },
        byRelease: [
          {
            releaseId: offerExample.releaseId,
            ticketType: 'standing',
            source: 'refund',
            releasedAt: offerExample.offeredAt,
            quantity: 2,
            offers: 1,
            claimed: 0,
            fulfilled: 0,
            declined: 0,
            expired: 0,
            revoked: 0,
            late: 0,
            bought: 0,
            purchaseRate: null,
            times: { toClaim: unknown, toPurchase: unknown },
          },
        ],
        perHour: [
          {
            hour: '2027-05-02T10:00:00.000Z',
            joined: 0,
            offered: 1,
            claimed: 0,
            purchased: 0,
            left: 0,
            lapsed: 0,
            released: 2,
            returned: 0,
          },
        ],
      },
    },
  },
  publishEvents: { body: soldOut, replies: { 202: { results: [{ id: 'sold-out-31', status: 'accepted' }] } } },
  healthz: { replies: { 200: { status: 'ok' }, 503: { status: 'a consumer does nothing any more' } } },
  readyz: { replies: { 200: { status: 'ready' }, 503: { status: 'stopping' } } },
}
