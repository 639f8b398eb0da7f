import type { Settings } from '@waitlist/contracts'
import type { ServiceConfig } from '@waitlist/service-kit'

const defaults: Settings = {
  autoOpen: true,
  ticketTypes: [],
  policy: { kind: 'fcfs' },
  fit: { kind: 'skip' },
  notificationWindow: '10 minutes',
  purchaseWindow: '5 minutes',
  purchaseGrace: '30 seconds',
  maxSize: 10_000,
  maxQuantity: 10,
  autoRelease: true,
  keepPool: false,
  batchSize: null,
  batchInterval: null,
  onExpiry: 'remove',
  maxOffers: 3,
  checkoutUrl: null,
  oneEntryPerAddress: false,
  retention: null,
  consent: null,
  form: [],
  templates: [],
}

/** What the services of a world are told. */
export const worldConfig: ServiceConfig = {
  defaults,
  publicUrl: 'http://world.example',
  claimKeys: [{ id: 'k1', secret: 'a secret of the world' }],
  peopleKey: 'another secret of the world',
  outboxDir: '',
  locale: 'en',
}
