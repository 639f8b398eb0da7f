import { describe, expect, test } from '@jest/globals'
import { createWaitlist } from '@waitlist/line'
import * as told from '@waitlist/line/example-events'
import { configured, iso, opened, START, scheduled } from '@waitlist/line/example-events'
import { sourcesOf } from './configuration.ts'
import { configure, defaults, join, organizer, sellOut, service, waitlist } from './example-commands.ts'

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
    { notificationWindow: '0 minutes' },
    { retention: 'for ever' },
    { batchSize: 20 },
    { batchInterval: '15 minutes' },
    { form: [{ name: 'size', label: 'Size', kind: 'choice' as const }] },
  ])('%j', (input) => {
    waitlist().when(configure({ input })).thenRefused('WL_ERR_VALIDATION')
  })

  test('is judged by what is changed: what another change left behind is not this one’s fault', () => {
    const list = waitlist().given(configured({ batchSize: 20 }, { organizerId: 'org-7' }))
    list.when(configure({ input: { maxSize: 5 } })).then({ type: 'WaitlistConfigured', data: { maxSize: 5 } })
    list.when(configure({ input: { batchInterval: '1 hour' } })).then({ type: 'WaitlistConfigured' })
    list.when(configure({ reset: ['batchInterval'] })).thenRefused('WL_ERR_VALIDATION')
    list.when(configure({ reset: ['batchSize'] })).thenRefused('WL_ERR_VALIDATION')
    list.when(configure({ reset: ['batchSize', 'batchInterval'] })).then({ type: 'WaitlistConfigured' })
  })
})

describe('where a value comes from', () => {
  const today = { maxSize: 'environment', maxQuantity: 'file' } as const

  test('is recorded with it, where it is neither built in nor of the event itself', () => {
    const list = waitlist()
    const sources = { ...today }
    list.when(configure({ input: { maxSize: 5 }, sources })).then({
      type: 'WaitlistConfigured',
      data: { maxSize: 5, sources: { maxQuantity: 'file' } },
    })
    const { events } = waitlist().when(configure({ input: { maxSize: 5 }, sources: {} }))
    expect(events[0]?.data).not.toHaveProperty('sources')
    waitlist()
      .when(sellOut([], START, {}, today))
      .then({ type: 'WaitlistConfigured', data: { sources: today } }, { type: 'WaitlistOpened' })
  })

  test('is the environment of the day until the list is configured; then a later one changes nothing', () => {
    const fresh = createWaitlist('gala')
    expect(sourcesOf(fresh, today)).toMatchObject({ maxSize: 'environment', maxQuantity: 'file', fit: 'default' })
    expect(sourcesOf(fresh)).toMatchObject({ maxSize: 'default' })
    const list = waitlist()
    list.when(configure({ input: { maxSize: 5 }, sources: { maxQuantity: 'file' } }))
    expect(sourcesOf(list.state.waitlist, { fit: 'file' })).toMatchObject({
      maxSize: 'event',
      maxQuantity: 'file',
      fit: 'default',
    })
  })
})
