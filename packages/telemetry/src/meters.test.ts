import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Recorded, recordInto, recordTelemetry } from '@waitlist/testkit/telemetry/record'
import { errorTypeOf } from './error-type.ts'
import { createCount, createGauge, createHistogram, isMeasured, measureInto, stopwatch, watch } from './meters.ts'
import { attributeNames, idNames, metricNames } from './names.ts'

const definition = { name: 'test.metric', unit: '{thing}', description: 'Things' }

test('without the SDK everything may be measured, and nothing comes of it', () => {
  expect(isMeasured()).toBe(false)
  createCount(definition)(1)
  createHistogram(definition)(1, { kind: 'a' })
  createGauge(definition)(1)
  watch(definition, () => {
    throw new Error('nobody collects')
  })()
})

describe('with the SDK', () => {
  let recorded: Recorded
  beforeEach(() => {
    recorded = recordTelemetry()
  })
  afterEach(() => recorded.stop())

  test('somebody measures', () => expect(isMeasured()).toBe(true))

  test('counts add up by attributes, wherever the counter was made', async () => {
    createCount(definition)(1, { kind: 'a' })
    createCount(definition)(2, { kind: 'a' })
    createCount(definition)(5, { kind: 'b' })
    expect(await recorded.points('test.metric')).toMatchObject([
      { attributes: { kind: 'a' }, value: 3 },
      { attributes: { kind: 'b' }, value: 5 },
    ])
  })

  test('a histogram has the buckets of its definition', async () => {
    const record = createHistogram({ ...definition, buckets: [1, 10] })
    for (const value of [0.5, 5, 50, 500]) record(value)
    expect(await recorded.points('test.metric')).toMatchObject([
      { value: { count: 4, sum: 555.5, buckets: { boundaries: [1, 10], counts: [1, 1, 2] } } },
    ])
  })

  test('a gauge keeps the newest value', async () => {
    const record = createGauge(definition)
    record(3)
    record(2)
    expect(await recorded.points('test.metric')).toMatchObject([{ value: 2 }])
  })

  test('what is watched is read when somebody collects, until that is ended', async () => {
    let depth = 1
    const stop = watch(definition, (observe) => observe(depth, { kind: 'a' }))
    depth = 4
    expect(await recorded.points('test.metric')).toMatchObject([{ value: 4, attributes: { kind: 'a' } }])
    stop()
    depth = 9
    expect(await recorded.points('test.metric')).not.toMatchObject([{ value: 9 }])
  })
})

describe('with a provider of its own', () => {
  afterEach(() => measureInto(undefined))

  test('a process is measured by it, and by the SDK too where that is asked for', async () => {
    const sdk = recordTelemetry()
    const { provider, points } = recordInto()
    measureInto(provider)
    expect(isMeasured()).toBe(true)
    createCount(definition)(3, { kind: 'a' })
    const stop = watch({ ...definition, name: 'test.watched' }, async (observe) => observe(7))
    expect(await points('test.metric')).toMatchObject([{ attributes: { kind: 'a' }, value: 3 }])
    expect(await points('test.watched')).toMatchObject([{ value: 7 }])
    expect(await sdk.points('test.metric')).toMatchObject([{ value: 3 }])
    expect(await sdk.points('test.watched')).toMatchObject([{ value: 7 }])
    stop()
    await sdk.stop()
  })

  test('that is taken away again, nobody measures', () => {
    measureInto(recordInto().provider)
    measureInto(undefined)
    expect(isMeasured()).toBe(false)
  })
})

test('a stopwatch tells seconds', () => {
  const elapsed = stopwatch()
  const first = elapsed()
  expect(first).toBeGreaterThanOrEqual(0)
  expect(elapsed()).toBeGreaterThanOrEqual(first)
  expect(first).toBeLessThan(60)
})

test('the type of an error is its code, else its name, and never its message', () => {
  expect(errorTypeOf(new RangeError('kim@example.com'))).toBe('RangeError')
  expect(errorTypeOf(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED')
  expect(errorTypeOf(Object.assign(new Error('no'), { code: 11000 }))).toBe('Error')
  expect(errorTypeOf('kim@example.com')).toBe('unknown')
})

describe('the names', () => {
  const words = [
    ...Object.values(attributeNames),
    ...Object.values(idNames),
    ...Object.values(metricNames).map(({ name }) => name),
  ]

  test('are each used once', () => expect(new Set(words).size).toBe(words.length))

  test('have the form of the conventions', () => {
    for (const word of words) expect(word).toMatch(/^[a-z]+(\.[a-z_]+)+$/)
  })
})
