import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { configured, iso, opened, START, scheduled } from '@waitlist/line/example-events'
import { settingsErrors } from './configuration.ts'
import { configure, defaults, join, organizer, service, waitlist } from './example-commands.ts'

describe('settings', () => {
  test('are recorded all, with those that the event has of its own', () => {
    waitlist()
      .when(configure({ input: { maxSize: 5, fit: { kind: 'strict' } } }))
      .then({
        type: 'WaitlistConfigured',
        data: { ...defaults, maxSize: 5, fit: { kind: 'strict' }, explicit: ['fit', 'maxSize'], organizerId: 'org-7' },
      })
  })

  test('that a PATCH names are laid over the own ones; a PUT replaces them', () => {
    const list = () => waitlist().given(configured({ maxSize: 5 }, { organizerId: 'org-7' }))
    const input = { maxQuantity: 2 }
    list()
      .when(configure({ input }))
      .then({ type: 'WaitlistConfigured', data: { maxSize: 5, maxQuantity: 2, explicit: ['maxQuantity', 'maxSize'] } })
    list()
      .when(configure({ mode: 'replace', input }))
      .then({
        type: 'WaitlistConfigured',
        data: { maxSize: defaults.maxSize, maxQuantity: 2, explicit: ['maxQuantity'] },
      })
  })

  test('that are reset go back to the default and are not the own ones any more', () => {
    const list = waitlist().given(configured({ maxSize: 5, maxQuantity: 2 }, { organizerId: 'org-7' }))
    list.when(configure({ reset: ['maxSize'] })).then({
      type: 'WaitlistConfigured',
      data: { maxSize: defaults.maxSize, maxQuantity: 2, explicit: ['maxQuantity'] },
    })
  })

  test('follow the defaults of the day where they are not the own ones', () => {
    const list = waitlist().given(configured({ maxSize: 5 }, { organizerId: 'org-7' }))
    list
      .when(configure({ input: { maxQuantity: 2 }, defaults: { ...defaults, maxSize: 1, maxOffers: 9 } }))
      .then({ type: 'WaitlistConfigured', data: { maxSize: 5, maxOffers: 9 } })
  })

  test('may say that there are no batches where the default has some; put back they are those of the default', () => {
    const defaultsWithBatches = { ...defaults, batchSize: 20, batchInterval: '1 hour' }
    const list = waitlist()
    const none = configure({ mode: 'replace', input: { batchSize: null }, defaults: defaultsWithBatches })
    list.when(none).then({ type: 'WaitlistConfigured', data: { batchSize: null, explicit: ['batchSize'] } })
    list.when(none).thenNothing()
    list
      .when(configure({ reset: ['batchSize'], defaults: defaultsWithBatches }))
      .then({ type: 'WaitlistConfigured', data: { batchSize: 20, explicit: [] } })
  })

  test('that are in force already say nothing', () => {
    const list = waitlist().given(configured({ maxSize: 5 }, { organizerId: 'org-7' }))
    list.when(configure({ input: { maxSize: 5 } })).thenNothing()
    list.when(configure()).thenNothing()
    list.when(configure({ mode: 'replace', input: { maxSize: 5 }, status: undefined })).thenNothing()
  })

  test('keep the schedule and who it belongs to', () => {
    const context = { organizerId: 'org-7', schedule: scheduled(), scheduledAt: iso(START) }
    const list = waitlist().given(configured({}, context))
    list.when(configure({ input: { maxSize: 5 } })).then({ type: 'WaitlistConfigured', data: context })
  })

  test('of a cancelled event can be set, but nothing opens, closes or pauses it', () => {
    const list = waitlist().given(configured({}, { organizerId: 'org-7' }), told.cancelled())
    list.when(configure({ input: { maxSize: 5 } })).then({ type: 'WaitlistConfigured' })
    list.when(configure({ status: 'open' })).thenRefused('WL_ERR_CANCELLED')
    list.when(configure({ status: 'closed' })).thenRefused('WL_ERR_CANCELLED')
    list.when(configure({ pause: { joining: true } })).thenRefused('WL_ERR_CANCELLED')
  })

  test('sort the line anew, for the positions to come', () => {
    const list = waitlist().given(configured({}, { organizerId: 'org-7' }), opened())
    list.when(join('ann'))
    list.when(join('ben', { tier: 'vip' })).thenReceipt({ entry: { position: 2 } })
    list.when(configure({ input: { policy: { kind: 'priority', tiers: ['vip', 'standard'] } } }))
    list.when(join('ben', { tier: 'vip' })).thenReceipt({ entry: { position: 1 } })
    list.when(join('cleo', { tier: 'vip' })).thenReceipt({ entry: { position: 2, total: 3 } })
  })
})

describe('who configures', () => {
  test('an event that nobody owns owns it from then on, even when nothing else changes', () => {
    const list = waitlist()
    list.when(configure()).then({ type: 'WaitlistConfigured', data: { organizerId: 'org-7', explicit: [] } })
    list.when(configure()).thenNothing()
    list.when(configure({ actor: organizer('org-8') })).thenRefused('WL_ERR_NOT_FOUND')
  })

  test('never takes it away from the organizer of its schedule', () => {
    const list = waitlist().given(configured({}, { schedule: scheduled() }))
    list.when(configure({ actor: organizer('org-8'), input: { maxSize: 1 } })).thenRefused('WL_ERR_NOT_FOUND')
    list.when(configure({ actor: organizer(), input: { maxSize: 1 } })).thenRefused('WL_ERR_NOT_FOUND')
  })

  test('as a service leaves it without an owner', () => {
    const list = waitlist()
    const { events } = list.when(configure({ actor: service, input: { maxSize: 1 } }))
    expect(events[0]?.data).not.toHaveProperty('organizerId')
    list.when(configure({ actor: service })).thenNothing()
    list.when(configure()).then({ type: 'WaitlistConfigured', data: { organizerId: 'org-7', maxSize: 1 } })
  })

  test('without an organization owns nothing', () => {
    waitlist()
      .when(configure({ actor: organizer() }))
      .thenRefused('WL_ERR_NOT_FOUND')
  })

  test('is asked before anything else: what is wrong with the settings is not a stranger’s business', () => {
    const list = waitlist().given(configured({}, { organizerId: 'org-1' }), told.cancelled())
    list.when(configure({ input: { purchaseWindow: 'soon' }, status: 'open' })).thenRefused('WL_ERR_NOT_FOUND')
  })
})

describe('what settings cannot be', () => {
  test.each([
    ['notificationWindow', '0 minutes'],
    ['notificationWindow', 'tomorrow'],
    ['purchaseWindow', '367 days'],
    ['batchInterval', '0 s'],
    ['purchaseGrace', '-1 s'],
    ['retention', '3661 days'],
    ['retention', 'for ever'],
  ])('%s of %j', (name, text) => {
    waitlist()
      .when(configure({ input: { [name]: text } }))
      .thenRefused('WL_ERR_VALIDATION')
    expect(settingsErrors({ [name]: text })).toEqual([expect.objectContaining({ pointer: `/${name}` })])
  })

  test('ticket types that are named twice, each told by its place', () => {
    const ticketTypes = ['A', 'B', 'A', 'A'].map((id) => ({ id, name: id }))
    expect(settingsErrors({ ticketTypes }).map((error) => error.pointer)).toEqual([
      '/ticketTypes/2/id',
      '/ticketTypes/3/id',
    ])
  })

  test('but a purchase may have no grace, and batches no interval', () => {
    expect(settingsErrors({ purchaseGrace: '0 s', batchInterval: null, notificationWindow: '366 days' })).toEqual([])
    expect(settingsErrors({ retention: '0 days' })).toEqual([])
    expect(settingsErrors({ retention: '3650 days' })).toEqual([])
    expect(settingsErrors({ retention: null })).toEqual([])
  })
})
