import { describe, expect, test } from '@jest/globals'
import { answerHeaders, requestHeaders } from './headers.ts'

const added = { address: '10.0.0.7', traceparent: undefined, tracestate: undefined }
const ours = ['x-forwarded-for', '10.0.0.7']

describe('the headers of a request', () => {
  test('go on as they are, and say where it came from', () => {
    const headers = { authorization: 'Bearer x', 'idempotency-key': 'k', 'x-claim-token': 't', accept: 'text/csv' }
    expect(requestHeaders(headers, added)).toEqual([...Object.entries(headers).flat(), ...ours])
  })

  test('add to where it came from before', () => {
    expect(requestHeaders({ 'x-forwarded-for': '192.0.2.1, 192.0.2.2' }, added)).toEqual([
      'x-forwarded-for',
      '192.0.2.1, 192.0.2.2, 10.0.0.7',
    ])
  })

  test.each([
    ['connection', 'keep-alive'],
    ['keep-alive', 'timeout=5'],
    ['proxy-authorization', 'Basic x'],
    ['proxy-connection', 'keep-alive'],
    ['te', 'trailers'],
    ['trailer', 'expires'],
    ['transfer-encoding', 'chunked'],
    ['upgrade', 'websocket'],
    ['expect', '100-continue'],
    ['http2-settings', 'x'],
    ['host', 'elsewhere'],
    ['content-length', '3'],
    ['traceparent', 'nonsense'],
    ['tracestate', 'a=b'],
  ])('do not hold %s, which is between neighbours or ours to say', (name, value) => {
    expect(requestHeaders({ [name]: value }, added)).toEqual(ours)
  })

  test('do not hold what the client’s Connection names', () => {
    const headers = { connection: 'close, X-Secret , x-forwarded-for', 'x-secret': 'a', 'x-other': 'b' }
    expect(requestHeaders(headers, added)).toEqual(['x-other', 'b', ...ours])
  })

  test('hold the trace', () => {
    const trace = { ...added, traceparent: '00-1-2-01', tracestate: 'a=b' }
    expect(requestHeaders({ traceparent: 'theirs' }, trace)).toEqual([
      ...ours,
      ...['traceparent', '00-1-2-01', 'tracestate', 'a=b'],
    ])
  })
})

describe('the headers of an answer', () => {
  test('come back as they are, but for those between neighbours', () => {
    const headers = {
      connection: 'close, x-internal',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
      'x-internal': '1',
      'content-length': '5',
      'set-cookie': ['a=1', 'b=2'],
      'x-correlation-id': 'c',
    }
    expect(answerHeaders(headers)).toEqual([
      ...['content-length', '5', 'set-cookie', ['a=1', 'b=2'], 'x-correlation-id', 'c'],
    ])
  })
})
