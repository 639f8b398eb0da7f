import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { placeOf, type Recorded, recordTelemetry } from '@waitlist/testkit/telemetry/record'
import { commit } from './contract/harness.ts'
import { createMemoryLog } from './memory/memory-log.ts'
import { createMemoryStorage } from './memory/memory-storage.ts'
import { observed } from './observed-log.ts'
import type { Commit, EventLog } from './port.ts'

const traceparent = (trace: string, span: string) => `00-${trace.repeat(32)}-${span.repeat(16)}-01`

/** A commit whose events were caused from these places. */
function causedFrom(stream: string, firstVersion: number, places: readonly string[]): Commit {
  const plain = commit(stream, firstVersion, places.map(String))
  return { ...plain, events: plain.events.map((event, at) => ({ ...event, traceparent: places[at] as string })) }
}

const attributesOf = (points: readonly { attributes: object }[]) => points.map(({ attributes }) => attributes)

test('without the SDK a log is itself', () => {
  const log = createMemoryLog(createMemoryStorage())
  expect(observed(log)).toBe(log)
})

describe('an observed log', () => {
  let recorded: Recorded
  beforeEach(() => {
    recorded = recordTelemetry()
  })
  afterEach(() => recorded.stop())

  test('tells of each commit below what caused it', async () => {
    const log = observed(createMemoryLog(createMemoryStorage()))
    const results = await log.append([
      causedFrom('waitlist:a', 1, [traceparent('a', '1'), traceparent('a', '1'), traceparent('b', '2')]),
      commit('release:a', 1, ['1']),
    ])
    expect(results.map(({ status }) => status)).toEqual(['committed', 'committed'])
    const [waitlist, release] = recorded.spans
    expect(waitlist).toMatchObject({
      name: 'commit waitlist',
      attributes: {
        'waitlist.stream.kind': 'waitlist',
        'waitlist.stream': 'waitlist:a',
        'waitlist.stream.version': 1,
        'waitlist.commit.events': 3,
        'waitlist.commit.commands': 0,
        'waitlist.commit.outcome': 'committed',
      },
    })
    expect(waitlist && placeOf(waitlist)).toMatchObject({ trace: 'a'.repeat(32), parent: '1'.repeat(16) })
    expect(waitlist?.links.map((link) => link.context.traceId)).toEqual(['b'.repeat(32)])
    expect(release && placeOf(release)).toMatchObject({ parent: undefined })
  })

  test('measures how large commits are and how long they take, by kind and outcome and never by stream', async () => {
    const log = observed(createMemoryLog(createMemoryStorage()))
    await log.append([commit('waitlist:a', 1, ['1', '2']), commit('waitlist:b', 1, ['1'])])
    await log.append([commit('waitlist:a', 1, ['1'])])
    expect(await recorded.points('waitlist.commit.size')).toMatchObject([
      { attributes: { 'waitlist.stream.kind': 'waitlist' }, value: { count: 2, sum: 3 } },
    ])
    const durations = await recorded.points('waitlist.commit.duration')
    expect(attributesOf(durations)).toEqual([
      { 'waitlist.stream.kind': 'waitlist', 'waitlist.commit.outcome': 'committed' },
      { 'waitlist.stream.kind': 'waitlist', 'waitlist.commit.outcome': 'conflict' },
    ])
    expect(durations).toMatchObject([{ value: { count: 2 } }, { value: { count: 1 } }])
  })

  test('tells of a write that failed, and fails as it did', async () => {
    const failure = Object.assign(new Error('disk'), { code: 'EIO' })
    const failing: EventLog = { ...createMemoryLog(createMemoryStorage()), append: () => Promise.reject(failure) }
    await expect(observed(failing).append([commit('waitlist:a', 1, ['1'])])).rejects.toBe(failure)
    expect(recorded.spans).toMatchObject([{ status: { code: 2 }, attributes: { 'error.type': 'EIO' } }])
    expect(attributesOf(await recorded.points('waitlist.commit.duration'))).toEqual([
      { 'waitlist.stream.kind': 'waitlist', 'error.type': 'EIO' },
    ])
    expect(await recorded.points('waitlist.commit.size')).toEqual([])
  })
})
