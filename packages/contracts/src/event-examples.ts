import { derivedId, type IdPrefix } from './ids.ts'
import type { EventData, EventType } from './registry.ts'

const eventId = 'evt-2027-06-12-arena'
const customerId = 'cus-81'
const own = (prefix: IdPrefix) => derivedId(prefix, eventId, 'example')
const at = (time: string) => `2027-05-02T${time}.000Z`

const balance = {
  standing: { released: 2, owed: 0, free: 0, scheduled: 0, open: 2, claimed: 0, fulfilled: 0, returned: 0 },
}

/** An open offer; also an example in the documentation of the routes. */
export const offerExample = {
  offerId: own('off'),
  entryId: own('ent'),
  eventId,
  customerId,
  ticketType: 'standing',
  quantity: 2,
  status: 'open' as const,
  offeredAt: at('10:00:00'),
  expiresAt: '2027-05-03T10:00:00.000Z',
  releaseId: own('rel'),
}

const claimed = { ...offerExample, status: 'claimed' as const, claimedAt: at('10:05:00'), purchaseBy: at('12:05:00') }
const lot = { eventId, lotId: own('lot'), ticketType: 'standing', quantity: 2, sourceId: 'refund-771' }
const schedule = {
  name: 'An evening at the arena',
  organizerId: 'org-7',
  startsAt: '2027-06-12T18:00:00.000Z',
  salesEndAt: '2027-06-12T16:00:00.000Z',
  timeZone: 'Europe/Berlin',
  ticketTypes: [{ id: 'standing', name: 'Standing', capacity: 4000 }],
}

/** The settings in force when nobody set any. */
export const settingsExample = {
  autoOpen: true,
  ticketTypes: [],
  policy: { kind: 'fcfs' as const },
  fit: { kind: 'skip' as const },
  notificationWindow: '24 hours',
  purchaseWindow: '2 hours',
  purchaseGrace: '30 seconds',
  maxSize: 10_000,
  maxQuantity: 10,
  autoRelease: true,
  keepPool: false,
  batchSize: null,
  batchInterval: null,
  onExpiry: 'remove' as const,
  maxOffers: 3,
  checkoutUrl: null,
  oneEntryPerAddress: false,
  retention: null,
  consent: null,
  form: [],
  templates: [],
}

const notice = {
  noticeId: own('ntc'),
  eventId,
  customerId,
  entryId: own('ent'),
  offerId: own('off'),
  template: 'offer' as const,
  channel: 'email' as const,
}

/** The data of one event of each type: what the documentation shows, and what the schemas are tested with. */
export const eventExamples: { readonly [T in EventType]: EventData<T> } = {
  TicketsSoldOut: { eventId, ticketTypes: ['standing'], capacity: 4000 },
  RefundIssued: { refundId: 'refund-771', eventId, ticketType: 'standing', quantity: 2 },
  PurchaseCompleted: { offerId: own('off'), eventId, customerId, quantity: 2, orderId: 'order-9' },
  PurchaseAbandoned: { offerId: own('off'), eventId },
  EventScheduled: { eventId, ...schedule },
  EventCancelled: { eventId },
  WaitlistOpened: { eventId, ticketTypes: ['standing'], openedAt: at('09:00:00') },
  SellOutNoted: { eventId, ticketTypes: ['seat'], soldOutAt: at('09:20:00') },
  WaitlistConfigured: { ...settingsExample, eventId, organizerId: 'org-7', explicit: ['maxSize'], schedule },
  WaitlistPaused: { eventId, joining: true, offering: false },
  PeopleForgotten: { eventId, startsAt: '2027-05-02T18:00:00.000Z' },
  WaitlistClosed: { eventId, reason: 'organizer' },
  WaitlistCancelled: { eventId },
  WaitlistJoined: {
    entryId: own('ent'),
    eventId,
    customerId,
    ticketTypes: ['standing'],
    quantity: 2,
    minQuantity: 1,
    tier: 'standard',
    joinedAt: at('09:30:00'),
    score: 1,
    channels: ['email', 'sms'],
    locale: 'de',
  },
  EntryMoved: {
    eventId,
    entryId: own('ent'),
    to: 'top',
    score: -1,
    reason: 'Had been promised a place at the door',
    actor: 'olga',
  },
  WaitlistLeft: { eventId, entryId: own('ent'), customerId },
  EntrySettled: { eventId, entryId: own('ent'), offerId: own('off'), status: 'offered', score: 1 },
  LineFoundEmpty: { eventId, ticketType: 'standing', releaseVersion: 4 },
  TicketsHeld: { ...lot, time: at('09:59:00') },
  LotIgnored: { ...lot, time: at('08:59:00'), reason: 'before-sellout' },
  TicketsReleased: { ...lot, source: 'refund', releaseId: own('rel'), balance },
  ReleaseAdvanced: {
    eventId,
    releaseId: own('rel'),
    ticketType: 'standing',
    batch: 1,
    plan: { from: 'new', quantity: 10, batchSize: 2, batchInterval: '10 minutes' },
    freed: 2,
    offered: 2,
    passedOver: [{ entryId: own('ent'), rule: 'skip' }],
    passedOverMore: 0,
    more: false,
    scheduled: 8,
    nextBatchAt: at('10:10:00'),
    lineVersion: 12,
    balance,
  },
  OfferMade: { ...offerExample, lineVersion: 12, balance },
  OfferClaimed: { ...claimed, balance },
  OfferFulfilled: { ...claimed, status: 'fulfilled', bought: 2, orderId: 'order-9', balance },
  OfferDeclined: { ...offerExample, status: 'declined', balance },
  OfferExpired: { ...offerExample, status: 'expired', reason: 'unclaimed', balance },
  OfferRevoked: { ...offerExample, status: 'revoked', reason: 'closed', balance },
  PurchaseCameLate: { ...claimed, status: 'expired', bought: 2, orderId: 'order-9', balance },
  TicketsUnwanted: { eventId, ticketType: 'standing', free: 2, lineVersion: 12 },
  TicketsReturnedToPublic: { eventId, ticketType: 'standing', quantity: 2, reason: 'unwanted', balance },
  NotificationPlanned: { ...notice, locale: 'de' },
  NotificationAttempted: { ...notice, attempt: 2, ambiguous: 1 },
  NotificationDelayed: { ...notice, attempt: 1, reason: 'TooManyRequestsException' },
  NotificationSent: { ...notice, attempt: 1 },
  NotificationFailed: { ...notice, reason: 'The address does not exist' },
}
