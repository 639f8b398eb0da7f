import { expect, test } from '@jest/globals'
import { moment } from './harness/inbound.ts'
import { tracesOf } from './harness/kept.ts'
import { paced } from './harness/mode.ts'
import { eventually } from './harness/poll.ts'
import { startProduct } from './harness/product.ts'
import { openSale } from './harness/sale.ts'
import type { EntryList } from './harness/shapes.ts'

test('people are erased so long after the event, over a kill too, but not who waits for another one', async () => {
  await using product = await startProduct()
  const startsAt = Date.now() + paced(6_000)
  const over = await openSale(product, {
    settings: { retention: '2 seconds', oneEntryPerAddress: true, consent: { version: 'c-1', text: 'I agree' } },
    schedule: { startsAt: moment(startsAt), salesEndAt: moment(startsAt) },
  })
  const later = await openSale(product, { settings: { retention: '1 day' } })
  await over.join('ann', 'ben')
  const contact = { email: over.email('ben') }
  const there = { eventId: later.eventId, ticketTypes: ['A'], quantity: 1, contact }
  expect((await over.as('ben').post('/api/waitlist/join', there)).status).toBe(201)
  const entries = async () =>
    (
      await over.organizer.get<EntryList & { entries: { consentVersion?: string }[] }>(
        `/api/waitlist/entries/${over.eventId}`,
      )
    ).body.entries
  expect((await entries()).map(({ contact: one }) => one?.email)).toEqual([over.email('ann'), over.email('ben')])
  // Who joined has agreed to the text that was in force.
  expect((await entries()).map(({ consentVersion }) => consentVersion)).toEqual(['c-1', 'c-1'])
  await product.kill()
  await product.start()
  await eventually(async () => {
    expect((await entries()).map(({ contact: one }) => one?.email)).toEqual([undefined, over.email('ben')])
  }, paced(60_000))
  expect(Date.now()).toBeGreaterThanOrEqual(startsAt + 2_000)
  await eventually(async () => expect(await tracesOf(product, [over.email('ann'), over.phone('ann')])).toEqual([]))
  expect((await over.feed()).filter(({ type }) => type === 'PeopleForgotten')).toHaveLength(1)
}, 120_000)
