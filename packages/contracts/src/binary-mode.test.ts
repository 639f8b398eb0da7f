import { describe, expect, test } from '@jest/globals'
import { fromBinary, isBinaryMode } from './binary-mode.ts'
import { decodeInbound, decodeRecorded } from './decode.ts'

const data = { refundId: 'r-1', eventId: 'e', ticketType: 'a', quantity: 1 }
const http = {
  host: 'localhost',
  'content-type': 'application/json; charset=utf-8',
  'ce-specversion': '1.0',
  'ce-id': 'id-1',
  'ce-source': '/ticketing/%C3%BC%20x',
  'ce-type': 'RefundIssued',
  'ce-time': '2027-05-02T10:00:00Z',
}

describe('a CloudEvent in HTTP headers', () => {
  test('is told by its specversion', () => {
    expect(isBinaryMode(http, 'ce-')).toBe(true)
    expect(isBinaryMode({ 'content-type': 'application/cloudevents+json' }, 'ce-')).toBe(false)
  })

  test('is read like one in structured form, percent-decoded', () => {
    const decoded = decodeInbound(fromBinary(http, data, 'ce-'))
    expect(decoded).toMatchObject({
      ok: true,
      event: { id: 'id-1', source: '/ticketing/ü x', type: 'RefundIssued', data },
    })
  })

  test('keeps what is no percent-encoding', () => {
    expect(fromBinary({ ...http, 'ce-id': '100%' }, data, 'ce-')).toMatchObject({ id: '100%' })
  })

  test('leaves other headers out', () => {
    expect(Object.keys(fromBinary(http, data, 'ce-')).sort()).toEqual(
      ['data', 'datacontenttype', 'id', 'source', 'specversion', 'time', 'type'].sort(),
    )
  })

  test('is refused like any other when something is missing', () => {
    const { 'ce-time': _, ...timeless } = http
    const decoded = decodeInbound(fromBinary(timeless, data, 'ce-'))
    expect(decoded).toMatchObject({ ok: false, reason: 'malformed', errors: [{ pointer: '/time' }] })
  })

  test('of another content type than JSON is refused', () => {
    const decoded = decodeInbound(fromBinary({ ...http, 'content-type': 'text/xml' }, data, 'ce-'))
    expect(decoded).toMatchObject({ ok: false, errors: [{ pointer: '/datacontenttype' }] })
  })

  test('can neither set a prototype nor smuggle control characters', () => {
    const event = fromBinary({ ...http, 'ce-__proto__': 'x', 'ce-source': '/a%0d%0ab' }, data, 'ce-')
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype)
    expect(decodeInbound(event)).toMatchObject({ ok: false, errors: [{ pointer: '/source' }] })
  })
})

describe('a CloudEvent in Kafka headers', () => {
  const kafka = {
    ce_specversion: Buffer.from('1.0'),
    ce_id: Buffer.from('inbound:e@7'),
    ce_source: Buffer.from('/ticketing/100%25'),
    ce_type: Buffer.from('RefundIssued'),
    ce_time: Buffer.from('2027-05-02T10:00:00Z'),
    ce_stream: Buffer.from('inbound:e'),
    ce_streamversion: Buffer.from('7'),
    'content-type': Buffer.from('application/json'),
  }

  test('is read from bytes, as it stands, its version as a number', () => {
    expect(isBinaryMode(kafka, 'ce_')).toBe(true)
    const decoded = decodeRecorded(fromBinary(kafka, data, 'ce_'))
    expect(decoded).toMatchObject({ ok: true, event: { source: '/ticketing/100%25', stream: 'inbound:e', version: 7 } })
  })

  test('is not meant where the body is in structured form and the headers repeat it', () => {
    const repeated = { ...kafka, 'content-type': Buffer.from('Application/CloudEvents+json; charset=UTF-8') }
    expect(isBinaryMode(repeated, 'ce_')).toBe(false)
  })

  test('with a version that is none is refused', () => {
    const decoded = decodeRecorded(fromBinary({ ...kafka, ce_streamversion: Buffer.from('7e1') }, data, 'ce_'))
    expect(decoded).toMatchObject({ ok: false, errors: [{ pointer: '/streamversion' }] })
  })
})
