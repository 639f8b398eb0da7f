import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { encodeCloudEvent, topicKeyOf } from './cloudevents.ts'
import { decodeInbound, decodeRecorded } from './decode.ts'
import { eventExamples } from './event-examples.ts'
import { type EventType, eventDefinitions, inboundTypes, type RecordedEvent } from './registry.ts'

const types = Object.keys(eventDefinitions) as EventType[]
const recorded = (type: EventType, more: object = {}) =>
  ({
    type,
    id: 'release:e@7',
    source: '/waitlist/release',
    schema: 1,
    stream: 'release:e',
    version: 7,
    time: Date.UTC(2027, 4, 2, 10, 0, 0, 12),
    data: eventExamples[type],
    ...more,
  }) as RecordedEvent
const refund = {
  specversion: '1.0',
  id: 'refund-31',
  source: '/ticketing',
  type: 'RefundIssued',
  time: '2027-05-02T10:00:00Z',
  data: { refundId: 'r-1', eventId: 'e', ticketType: 'a', quantity: 1 },
}

describe('a recorded event', () => {
  test.each(types)('of type %s comes back from its CloudEvent as it was', (type) => {
    const event = recorded(type, { correlationId: 'cor-1', causationId: 'waitlist:e@3' })
    expect(decodeRecorded(JSON.parse(JSON.stringify(encodeCloudEvent(event))))).toEqual({ ok: true, event })
  })

  test('comes back whatever its envelope says', () => {
    const name = fc.string({ minLength: 1, maxLength: 60 }).filter((text) => !/\p{Cc}/u.test(text))
    const envelope = fc.record(
      {
        id: name,
        source: name,
        stream: name,
        version: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        time: fc.integer({ min: 0, max: Date.UTC(9999, 0) }),
        correlationId: name,
        causationId: name,
        traceparent: fc.constant('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
      },
      { requiredKeys: ['id', 'source', 'stream', 'version', 'time'] },
    )
    fc.assert(
      fc.property(fc.constantFrom(...types), envelope, (type, more) => {
        const event = recorded(type, more)
        expect(decodeRecorded(JSON.parse(JSON.stringify(encodeCloudEvent(event))))).toEqual({ ok: true, event })
      }),
    )
  })

  test('is a CloudEvent 1.0 with our extensions', () => {
    expect(encodeCloudEvent(recorded('TicketsUnwanted', { causationId: 'waitlist:e@3' }))).toEqual({
      specversion: '1.0',
      id: 'release:e@7',
      source: '/waitlist/release',
      type: 'TicketsUnwanted',
      time: '2027-05-02T10:00:00.012Z',
      datacontenttype: 'application/json',
      dataschema: 'urn:waitlist:schema:TicketsUnwanted:1',
      subject: 'evt-2027-06-12-arena',
      stream: 'release:e',
      streamversion: 7,
      causationid: 'waitlist:e@3',
      data: eventExamples.TicketsUnwanted,
    })
  })

  test('is keyed by its event, also when it stands on the stream of a notice', () => {
    expect(topicKeyOf(recorded('NotificationSent', { stream: 'notice:ntc_x' }))).toBe('evt-2027-06-12-arena')
  })

  test('must name its place in its stream', () => {
    const { stream, streamversion, ...rest } = encodeCloudEvent(recorded('WaitlistLeft'))
    expect(decodeRecorded(rest)).toMatchObject({
      ok: false,
      errors: [{ pointer: '/stream' }, { pointer: '/streamversion' }],
    })
    expect(decodeRecorded({ ...rest, stream })).toMatchObject({ ok: false, errors: [{ pointer: '/streamversion' }] })
    expect(decodeRecorded({ ...rest, stream, streamversion: 0 })).toMatchObject({ ok: false, reason: 'malformed' })
  })
})

describe('an inbound event', () => {
  test('is taken, its time in ms, its place left open', () => {
    expect(decodeInbound({ ...refund, stream: 'waitlist:e', streamversion: 5, region: 'eu' })).toEqual({
      ok: true,
      event: {
        type: 'RefundIssued',
        id: 'refund-31',
        source: '/ticketing',
        schema: 1,
        time: Date.UTC(2027, 4, 2, 10),
        data: refund.data,
      },
    })
  })

  test('carries what it was caused by', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const decoded = decodeInbound({ ...refund, correlationid: 'cor', causationid: 'cause', traceparent })
    expect(decoded).toMatchObject({ event: { correlationId: 'cor', causationId: 'cause', traceparent } })
  })

  test('loses a trace context that does not parse, and nothing else', () => {
    const decoded = decodeInbound({ ...refund, traceparent: 'garbage' })
    expect(decoded).toMatchObject({ ok: true, event: { id: 'refund-31' } })
    expect(decoded).not.toHaveProperty('event.traceparent')
  })

  test('loses the fields of its data that nobody knows', () => {
    const decoded = decodeInbound({ ...refund, data: { ...refund.data, email: 'kim@example.com' } })
    expect(decoded).toMatchObject({ ok: true })
    expect(decoded.ok && decoded.event.data).toEqual(refund.data)
  })

  test.each(types)('of type %s is taken exactly when it is an inbound one', (type) => {
    const decoded = decodeInbound(encodeCloudEvent(recorded(type)))
    if ((inboundTypes as string[]).includes(type)) expect(decoded).toMatchObject({ ok: true })
    else expect(decoded).toMatchObject({ ok: false, reason: 'unknown-type' })
  })

  test.each(['urn:waitlist:schema:RefundIssued:1', 'https://x.example/RefundIssued/1'])(
    'may name its schema as %s',
    (dataschema) => {
      expect(decodeInbound({ ...refund, dataschema })).toMatchObject({ ok: true, event: { schema: 1 } })
    },
  )

  test.each([
    'urn:waitlist:schema:RefundIssued:2',
    'urn:waitlist:schema:RefundIssued:0',
    'urn:waitlist:schema:OfferMade:1',
    'x',
  ])('is refused for its own reason when its schema is %s', (dataschema) => {
    expect(decodeInbound({ ...refund, dataschema })).toMatchObject({
      ok: false,
      reason: 'unknown-schema',
      errors: [{ pointer: '/dataschema' }],
    })
  })

  test.each(['Refunded', 'toString', '__proto__', 'refundissued'])('of type %s is unknown', (type) => {
    expect(decodeInbound({ ...refund, type })).toMatchObject({
      ok: false,
      reason: 'unknown-type',
      errors: [{ pointer: '/type' }],
    })
  })

  test.each([
    ['/specversion', { specversion: '0.3' }],
    ['/specversion', { specversion: 1 }],
    ['/id', { id: '' }],
    ['/id', { id: 5 }],
    ['/id', { id: 'x'.repeat(257) }],
    ['/id', { id: 'a\r\nb' }],
    ['/source', { source: '' }],
    ['/source', { source: 'x'.repeat(513) }],
    ['/type', { type: 5 }],
    ['/type', { type: 'x'.repeat(200) }],
    ['/time', { time: undefined }],
    ['/time', { time: '2026-02-30T00:00:00Z' }],
    ['/time', { time: 'yesterday' }],
    ['/time', { time: 1_777_777_777 }],
    ['/datacontenttype', { datacontenttype: 'text/plain' }],
    ['/dataschema', { dataschema: 5 }],
    ['/dataschema', { dataschema: 'x'.repeat(600) }],
    ['/correlationid', { correlationid: { $ne: 1 } }],
    ['/data', { data: undefined }],
    ['/data', { data: null }],
    ['/data', { data: [] }],
    ['/data', { data: '{}' }],
    ['/data/quantity', { data: { ...refund.data, quantity: 0 } }],
    ['/data/eventId', { data: { ...refund.data, eventId: '__proto__' } }],
  ])('is malformed at %s with %j', (pointer, wrong) => {
    const { ...event } = { ...refund, ...wrong }
    const decoded = decodeInbound(JSON.parse(JSON.stringify(event)))
    expect(decoded).toMatchObject({ ok: false, reason: 'malformed', errors: [{ pointer }] })
  })

  test('hears of all that is wrong at once', () => {
    const decoded = decodeInbound({ ...refund, time: 'x', id: '', data: { quantity: 'many' } })
    const pointers = decoded.ok ? [] : decoded.errors.map((error) => error.pointer).sort()
    expect(pointers).toEqual(['/data/eventId', '/data/quantity', '/data/refundId', '/data/ticketType', '/id', '/time'])
  })

  test('is whatever comes in: never an exception, never an event that is not valid', () => {
    const broken = fc
      .tuple(fc.constantFrom(...Object.keys(refund)), fc.jsonValue())
      .map(([name, value]) => ({ ...refund, [name]: value }))
    const data = fc.tuple(fc.constantFrom(...Object.keys(refund.data)), fc.jsonValue())
    const brokenData = data.map(([name, value]) => ({ ...refund, data: { ...refund.data, [name]: value } }))
    fc.assert(
      fc.property(fc.oneof(fc.anything({ withNullPrototype: true }), broken, brokenData), (value) => {
        const decoded = decodeInbound(value)
        if (!decoded.ok) return expect(decoded.errors.length).toBeGreaterThan(0)
        expect(Number.isFinite(decoded.event.time)).toBe(true)
        expect(inboundTypes).toContain(decoded.event.type)
      }),
      { numRuns: 2000 },
    )
  })
})
