import { describe, expect, test } from '@jest/globals'
import { encodeCloudEvent, type RecordedEvent } from '@waitlist/contracts'
import fc from 'fast-check'
import { left, refund } from './contract/events.ts'
import { type Codec, cloudEvents, openRecord } from './open-record.ts'

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value))
const published = (event: object) => JSON.parse(JSON.stringify(encodeCloudEvent(event as RecordedEvent)))

function open(topic: string, bytes: Uint8Array, headers: Record<string, unknown> = {}) {
  return openRecord({ topic, origin: `${topic}/0@7`, bytes, headers }, cloudEvents)
}

describe('a record that can be used', () => {
  test('an event of ours comes back as it was', () => {
    expect(open('WaitlistLeft', bytesOf(encodeCloudEvent(left(3))))).toEqual({ event: left(3) })
  })

  test('an inbound event stands on the stream of its eventId, without a version', () => {
    const opened = open('RefundIssued', bytesOf(published(refund('r-1', { correlationId: 'request-7' }))))
    expect(opened).toEqual({
      event: { ...refund('r-1', { correlationId: 'request-7' }), stream: 'inbound:a', version: 0 },
    })
  })

  test('a place that a publisher claims for an inbound event is not believed', () => {
    const document = { ...published(refund('r-1')), stream: 'waitlist:a', streamversion: 9 }
    expect(open('RefundIssued', bytesOf(document))).toMatchObject({ event: { stream: 'inbound:a', version: 0 } })
  })

  test('binary mode is taken too, headers as text or bytes', () => {
    const { data, specversion, ...attributes } = published(left(3))
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce_${name}`, Buffer.from(`${value}`)]),
    )
    expect(open('WaitlistLeft', bytesOf(data), { ...headers, ce_specversion: specversion })).toEqual({ event: left(3) })
  })

  test('the structured form with its attributes repeated in the headers is not taken for binary mode', () => {
    const { data, ...attributes } = published(left(3))
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce_${name}`, Buffer.from(`${value}`)]),
    )
    const contentType = Buffer.from('application/cloudevents+json; charset=UTF-8')
    const opened = open('WaitlistLeft', bytesOf({ ...attributes, data }), { ...headers, 'content-type': contentType })
    expect(opened).toEqual({ event: left(3) })
  })

  test('headers beside the structured form change nothing', () => {
    expect(open('WaitlistLeft', bytesOf(encodeCloudEvent(left(3))), { traceparent: 'x' })).toEqual({ event: left(3) })
  })

  test('unknown fields of the data are dropped', () => {
    const document = published(left(3))
    const opened = open('WaitlistLeft', bytesOf({ ...document, data: { ...document.data, added: 'later' } }))
    expect(opened).toEqual({ event: left(3) })
  })
})

describe('a record that cannot', () => {
  test.each([
    ['no JSON', '{"specversion":', 'malformed: SyntaxError'],
    ['nothing', '', 'malformed: SyntaxError'],
    ['no object', '[1, 2]', 'malformed'],
    ['null', 'null', 'malformed'],
    ['a field that is missing', JSON.stringify({ ...published(left(3)), id: undefined }), '/id is required'],
    ['data of another shape', JSON.stringify({ ...published(left(3)), data: { eventId: 7 } }), '/data'],
    [
      'no place in its stream',
      JSON.stringify({ ...published(left(3)), streamversion: undefined }),
      '/streamversion is required',
    ],
    ['a type nobody knows', JSON.stringify({ ...published(left(3)), type: 'SeatsPainted' }), 'unknown-type'],
    [
      'a type of another topic',
      JSON.stringify(published(refund('r-1'))),
      'a RefundIssued does not belong on the topic WaitlistLeft',
    ],
  ])('%s', (_, text, reason) => {
    const opened = open('WaitlistLeft', Buffer.from(text))
    expect(opened).toEqual({ reason: expect.stringContaining(reason), text, alarm: false })
  })

  test('a schema version newer than we are is worth an alarm', () => {
    const text = JSON.stringify({
      ...published(left(3)),
      dataschema: published(left(3)).dataschema.replace(/1$/, '99'),
    })
    const opened = open('WaitlistLeft', Buffer.from(text))
    expect(opened).toEqual({ reason: expect.stringContaining('unknown-schema'), text, alarm: true })
  })

  test('bytes that are no text are kept, to the last one', () => {
    const bytes = Uint8Array.of(0x7b, 0xff, 0xfe, 0x00, 0x7d)
    const opened = open('WaitlistLeft', bytes)
    expect(opened).toEqual({
      reason: 'malformed: the bytes are no UTF-8',
      text: `data:;base64,${Buffer.from(bytes).toString('base64')}`,
      alarm: false,
    })
  })

  test('whatever comes, nothing is thrown and nothing is lost', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
      fc.record({ type: fc.constantFrom('WaitlistLeft', 'RefundIssued', 1), data: fc.anything() }).map(bytesOf),
    )
    fc.assert(
      fc.property(anything, (bytes) => {
        const opened = open('WaitlistLeft', bytes)
        if ('event' in opened) throw new Error('This is no event')
        const [, encoded] = /^data:;base64,(.*)$/.exec(opened.text) ?? []
        const kept = encoded === undefined ? Buffer.from(opened.text) : Buffer.from(encoded, 'base64')
        expect([...kept]).toEqual([...bytes])
      }),
    )
  })
})

test('the codec is the one that is given', () => {
  const seen: unknown[] = []
  const codec: Codec = {
    decode(value) {
      seen.push(value)
      return { ok: true, event: left(1) }
    },
    encode: () => ({}),
  }
  const opened = openRecord({ topic: 'WaitlistLeft', origin: 'here', bytes: Buffer.from('{"any":"thing"}') }, codec)
  expect(opened).toEqual({ event: left(1) })
  expect(seen).toEqual([{ any: 'thing' }])
})
