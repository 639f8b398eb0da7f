import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { SpanKind, trace } from '@opentelemetry/api'
import { silentLogger } from '@waitlist/event-log'
import { placeOf, type Recorded, recordTelemetry } from '@waitlist/testkit/telemetry/record'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { createConsumer } from '../src/consumer.ts'
import { left, refund } from '../src/contract/events.ts'
import { type BusHarness, stepInHeldTime, until, witness } from '../src/contract/harness.ts'
import { observedHandler, observeSending } from '../src/observe.ts'
import { cloudEvents } from '../src/open-record.ts'
import { createMemoryParking } from '../src/parking.ts'
import { localOverMemory } from './local-harness.ts'

const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
const sender = {
  'messaging.system': 'in-process',
  'messaging.operation.name': 'send',
  'messaging.operation.type': 'send',
}
const processor = {
  'messaging.system': 'in-process',
  'messaging.operation.name': 'process',
  'messaging.operation.type': 'process',
  'messaging.consumer.group.name': 'group',
}

test('without the SDK a handler is itself', () => {
  const handle = async () => {}
  expect(observedHandler({ group: 'group', handle }, 'kafka')).toBe(handle)
})

describe('with the SDK', () => {
  let recorded: Recorded
  let harness: BusHarness
  beforeEach(() => {
    recorded = recordTelemetry()
    harness = localOverMemory()
  })
  afterEach(async () => {
    await harness.close()
    await recorded.stop()
  })

  test('an event that is published and handled leaves a span for each below its own place', async () => {
    const bus = harness.open()
    const active: unknown[] = []
    const group = witness('group', ['RefundIssued'], {
      handle: async () => void active.push(trace.getActiveSpan()?.spanContext().spanId),
    })
    bus.subscribe(group.subscription)
    await bus.start()
    await bus.publish([refund('r-1', { traceparent })])
    await until(harness, () => recorded.spans.length === 2)
    const [send, process] = recorded.spans.toSorted((a, b) => a.kind - b.kind)
    expect(send).toMatchObject({ name: 'send RefundIssued', kind: SpanKind.PRODUCER })
    expect(send?.attributes).toEqual({
      ...sender,
      'messaging.destination.name': 'RefundIssued',
      'messaging.batch.message_count': 1,
    })
    expect(process).toMatchObject({ name: 'process RefundIssued', kind: SpanKind.CONSUMER })
    expect(process?.attributes).toEqual({
      ...processor,
      'messaging.destination.name': 'RefundIssued',
      'messaging.message.id': 'r-1',
      'waitlist.event.id': 'a',
    })
    for (const span of recorded.spans) {
      expect(placeOf(span)).toMatchObject({ trace: 'a'.repeat(32), parent: 'b'.repeat(16) })
    }
    const under = process && placeOf(process).span
    expect(active).toEqual([under])
    expect(group.events).toMatchObject([{ id: 'r-1', traceparent: `00-${'a'.repeat(32)}-${under}-01` }])
  })

  test('a batch of several topics is one span, linked to where all of it came from', async () => {
    const sending = observeSending('kafka')
    const other = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`
    const soldOut = { type: 'TicketsSoldOut', traceparent: other } as const
    expect(await sending([refund('r-1', { traceparent }), soldOut, soldOut], async () => 'sent')).toBe('sent')
    expect(recorded.spans).toMatchObject([
      { name: 'send', attributes: { 'messaging.system': 'kafka', 'messaging.batch.message_count': 3 } },
    ])
    expect(recorded.spans[0]?.links.map((link) => link.context.traceId)).toEqual(['c'.repeat(32)])
    expect(await recorded.points('messaging.client.sent.messages')).toMatchObject([
      { attributes: { 'messaging.destination.name': 'RefundIssued' }, value: 1 },
      { attributes: { 'messaging.destination.name': 'TicketsSoldOut' }, value: 2 },
    ])
  })

  test('a batch that is not acknowledged is not counted, and fails as it did', async () => {
    const failure = new Error('no leader')
    const sending = observeSending('kafka')
    await expect(sending([refund('r-1')], () => Promise.reject(failure))).rejects.toBe(failure)
    expect(recorded.spans).toMatchObject([{ status: { code: 2 }, attributes: { 'error.type': 'Error' } }])
    expect(await recorded.points('messaging.client.sent.messages')).toEqual([])
  })

  test('nothing is sent without a word', async () => {
    expect(await observeSending('kafka')([], async () => [])).toEqual([])
    expect(recorded.spans).toEqual([])
  })

  test('tries, retries and what is parked are counted by group and topic, and never by event', async () => {
    const clock = createFakeClock()
    const failures = [Object.assign(new Error('away'), { code: 'ECONNREFUSED' }), new TypeError('entry is undefined')]
    const handle = async () => {
      const failure = failures.shift()
      if (failure) throw failure
    }
    const parking = createMemoryParking()
    const subscription = { group: 'group', handle }
    const consumer = createConsumer({ subscription, parking, clock, logger: silentLogger, codec: cloudEvents })
    const rest = await consumer.attempt(left(1), 'log:1')
    let over = false
    void rest?.outcome.then(() => {
      over = true
    })
    await until({ ...harness, step: () => stepInHeldTime(clock) }, () => over)
    await consumer.accept({ topic: 'WaitlistLeft', origin: '0@7', bytes: Buffer.from('{') })
    const about = { 'messaging.consumer.group.name': 'group', 'messaging.destination.name': 'WaitlistLeft' }
    expect(await recorded.points('waitlist.consumer.retries')).toMatchObject([{ attributes: about, value: 2 }])
    // A group that has parked nothing says so, too.
    expect(await recorded.points('waitlist.consumer.parked')).toMatchObject([
      { attributes: { 'messaging.consumer.group.name': 'group' }, value: 0 },
      { attributes: about, value: 1 },
    ])
    const tries = await recorded.points('messaging.process.duration')
    expect(tries.map(({ attributes }) => attributes)).toEqual([
      { ...processor, ...about, 'error.type': 'ECONNREFUSED' },
      { ...processor, ...about, 'error.type': 'TypeError' },
      { ...processor, ...about },
    ])
    expect(recorded.spans.map(({ status }) => status.code)).toEqual([2, 2, 0])
  })

  test('it is told how far a group is behind', async () => {
    const bus = harness.open()
    const held = Promise.withResolvers<void>()
    const group = witness('group', ['WaitlistLeft'], { handle: () => held.promise })
    bus.subscribe(group.subscription)
    await bus.start()
    await harness.emit([left(1), left(2), left(3)])
    await until(harness, () => group.ids.length === 3)
    const about = { 'messaging.consumer.group.name': 'group' }
    expect(await recorded.points('waitlist.consumer.lag')).toMatchObject([{ attributes: about, value: 3 }])
    held.resolve()
    await until(harness, async () => (await recorded.points('waitlist.consumer.lag'))[0]?.value === 0)
  })
})
