import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { SpanKind } from '@opentelemetry/api'
import type { RecordedEvent } from '@waitlist/contracts'
import { placeOf, type Recorded, recordTelemetry } from '@waitlist/testkit/telemetry/record'
import { createProvider, isBusy } from './provider.ts'
import { createWorld, noticesOf, startProcess, until, type World } from './rig.ts'
import { createStory } from './story.ts'

let recorded: Recorded
let closing: (() => Promise<void>)[]
beforeEach(() => {
  recorded = recordTelemetry()
  closing = []
})
afterEach(async () => {
  for (const close of closing) await close()
  await recorded.stop()
})

const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`

/** A process that was told, in a trace, of ana who wants an email and an SMS. */
async function anaJoins(world: World, options: Parameters<typeof startProcess>[1] = {}) {
  const process = startProcess(world, options)
  closing.push(process.close)
  const story = createStory('show-1')
  story.joined('ana', { channels: ['email', 'sms'] })
  await process.deliver(story.told.map((event) => ({ ...event, traceparent })))
}

const eventsOf = ({ storage }: World, type: RecordedEvent['type']) =>
  storage.placed.map(({ event }) => event).filter((event) => event.type === type)

test('each try of a notice is a span where it was planned, and what follows from it is below that', async () => {
  const world = createWorld(['ana'])
  await anaJoins(world)
  await until(() => eventsOf(world, 'NotificationSent').length === 2)
  for (const planned of eventsOf(world, 'NotificationPlanned')) expect(planned.traceparent).toBe(traceparent)
  const spans = recorded.spans.toSorted((a, b) => a.name.localeCompare(b.name))
  expect(spans).toMatchObject([
    { name: 'notify email', kind: SpanKind.PRODUCER, status: { code: 0 } },
    { name: 'notify sms', kind: SpanKind.PRODUCER, status: { code: 0 } },
  ])
  for (const span of spans) expect(placeOf(span)).toMatchObject({ trace: 'a'.repeat(32), parent: 'b'.repeat(16) })
  const below = spans.map((span) => `00-${'a'.repeat(32)}-${placeOf(span).span}-01`)
  expect(
    eventsOf(world, 'NotificationSent')
      .map((event) => event.traceparent)
      .toSorted(),
  ).toEqual(below.toSorted())
  const [notice] = noticesOf(world.storage, 'NotificationPlanned').filter(({ channel }) => channel === 'email')
  expect(spans[0]?.attributes).toEqual({
    'waitlist.notice.channel': 'email',
    'waitlist.notice.template': 'joined',
    'waitlist.notice.outcome': 'sent',
    'waitlist.notice.id': notice?.noticeId,
    'waitlist.event.id': 'show-1',
  })
})

test('notices are counted by channel, template and what came of them', async () => {
  const world = createWorld(['ana'])
  const channel: World['channel'] = {
    ...world.channel,
    send: async (_id, message) =>
      message.channel === 'sms' ? { status: 'refused', reason: 'no such number +4915100' } : { status: 'accepted' },
  }
  await anaJoins(world, { channel })
  await until(() => eventsOf(world, 'NotificationFailed').length + eventsOf(world, 'NotificationSent').length === 2)
  const points = (await recorded.points('waitlist.notices')).map(({ attributes, value }) => ({ attributes, value }))
  const about = { 'waitlist.notice.template': 'joined' }
  expect(points).toEqual(
    expect.arrayContaining([
      { attributes: { ...about, 'waitlist.notice.channel': 'email', 'waitlist.notice.outcome': 'sent' }, value: 1 },
      { attributes: { ...about, 'waitlist.notice.channel': 'sms', 'waitlist.notice.outcome': 'failed' }, value: 1 },
    ]),
  )
  expect(points).toHaveLength(2)
})

test('no address, no name and no token is told', async () => {
  const world = createWorld(['ana'])
  const channel: World['channel'] = {
    ...world.channel,
    send: async (_id, { to, text }) => {
      throw new Error(`${to} does not take ${text}`)
    },
  }
  await anaJoins(world, { channel })
  await until(() => recorded.spans.length >= 2)
  const told = JSON.stringify([
    recorded.spans.map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
    [...(await recorded.metrics())],
  ])
  expect(told).toContain('notify email')
  for (const secret of ['ana', '@', '+49', 'k1.']) expect(told).not.toContain(secret)
})

test('so are tries through a provider, each with what came of it', async () => {
  const world = createWorld(['ana'])
  const provider = createProvider()
  provider.does(isBusy, 'sms')
  await anaJoins(world, { channel: provider })
  await until(() => recorded.spans.length === 2 && eventsOf(world, 'NotificationDelayed').length === 1)
  const came = recorded.spans.map(({ name, attributes }) => [name, attributes['waitlist.notice.outcome']])
  expect(came.toSorted()).toEqual([
    ['notify email', 'sent'],
    ['notify sms', 'later'],
  ])
  for (const span of recorded.spans) expect(placeOf(span)).toMatchObject({ trace: 'a'.repeat(32) })
})
