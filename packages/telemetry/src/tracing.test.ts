import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { placeOf, type Recorded, recordTelemetry } from '@waitlist/testkit/telemetry/record'
import { beginTrace, carriedBy, inside, isTraced, startSpan, traced, traceIdOf, traceparentOf } from './tracing.ts'

const theirs = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const others = '00-1bf7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01'

describe('without the SDK', () => {
  test('nobody traces', () => expect(isTraced()).toBe(false))

  test('there are no spans, and what is carried stays as it is', async () => {
    expect(startSpan('commit', { causes: [{ traceparent: theirs }] })).toBeUndefined()
    const event = { id: 'e1', traceparent: theirs }
    expect(carriedBy(undefined, event)).toBe(event)
    expect(beginTrace('due')).toEqual({})
    expect(await traced(undefined, async () => trace.getActiveSpan())).toBeUndefined()
  })
})

describe('with the SDK', () => {
  let recorded: Recorded
  beforeEach(() => {
    recorded = recordTelemetry()
  })
  afterEach(() => recorded.stop())

  test('somebody traces', () => expect(isTraced()).toBe(true))

  test('a span is a child of its first cause, linked to the others, each of them once', () => {
    const causes = [{}, { traceparent: 'garbage' }, { traceparent: theirs }, { traceparent: others }]
    startSpan('commit', { causes: [...causes, ...causes], kind: SpanKind.PRODUCER, attributes: { size: 2 } })?.end()
    expect(recorded.spans).toMatchObject([
      { name: 'commit', kind: SpanKind.PRODUCER, attributes: { size: 2 }, instrumentationScope: { name: 'waitlist' } },
    ])
    expect(recorded.spans.map(placeOf)).toMatchObject([
      { trace: '0af7651916cd43dd8448eb211c80319c', parent: 'b7ad6b7169203331' },
    ])
    expect(recorded.spans[0]?.links.map((link) => link.context.spanId)).toEqual(['c7ad6b7169203331'])
  })

  test('without a cause it begins a trace, whatever else is going on', () => {
    inside(startSpan('around'), () => startSpan('alone')?.end())
    expect(recorded.spans.map(placeOf)).toMatchObject([{ parent: undefined }])
  })

  test('what it causes is placed under it', () => {
    const span = startSpan('process', { causes: [{ traceparent: theirs }] })
    const carried = carriedBy(span, { id: 'e1', traceparent: theirs })
    expect(carried).toEqual({ id: 'e1', traceparent: span && traceparentOf(span) })
    startSpan('commit', { causes: [carried] })?.end()
    expect(placeOf(recorded.spans[0] as never).parent).toBe(span?.spanContext().spanId)
  })

  test('who does not want to be sampled is not, and still carries a place on', () => {
    const unsampled = theirs.replace(/01$/, '00')
    const span = startSpan('process', { causes: [{ traceparent: unsampled }] })
    expect(span && traceparentOf(span)).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-00$/,
    )
    span?.end()
    expect(recorded.spans).toEqual([])
  })

  test('a batch of very many causes is linked to some of them', () => {
    const causes = Array.from({ length: 500 }, (_, at) => ({
      traceparent: `00-${'a'.repeat(32)}-${String(at + 1).padStart(16, '0')}-01`,
    }))
    startSpan('commit', { causes })?.end()
    expect(recorded.spans[0]?.links).toHaveLength(100)
  })

  test('work is done inside, and its failure told by kind and not by what it says', async () => {
    const failure = Object.assign(new Error('kim@example.com is unknown'), { code: 'EENVELOPE' })
    const work = async () => {
      expect(trace.getSpan(context.active())).toBe(trace.getActiveSpan())
      expect(trace.getActiveSpan()).toBeDefined()
      throw failure
    }
    await expect(traced(startSpan('notify'), work)).rejects.toBe(failure)
    expect(await traced(startSpan('notify'), async () => 7)).toBe(7)
    expect(recorded.spans).toMatchObject([
      { status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': 'EENVELOPE' }, events: [] },
      { status: { code: SpanStatusCode.UNSET }, attributes: {} },
    ])
    expect(JSON.stringify(recorded.spans[0]?.status)).not.toContain('kim')
  })

  test('a trace can begin by itself', () => {
    const { traceparent } = beginTrace('due', { kind: 'release' })
    expect(recorded.spans).toMatchObject([{ name: 'due', attributes: { kind: 'release' } }])
    expect(traceparent).toContain(recorded.spans[0]?.spanContext().spanId)
  })

  test('is over when it is stopped', async () => {
    await recorded.stop()
    expect(startSpan('commit')).toBeUndefined()
  })
})

test('what a line of the log is found by is the trace, else the correlation', () => {
  expect(traceIdOf({ traceparent: theirs, correlationId: 'other' })).toBe(theirs.slice(3, 35))
  expect(traceIdOf({ traceparent: 'none', correlationId: 'other' })).toBe('other')
  expect(traceIdOf({})).toBeUndefined()
})
