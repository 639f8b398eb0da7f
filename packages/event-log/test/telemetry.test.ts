import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { placeOf, type Recorded, recordTelemetry } from '@waitlist/testkit/telemetry/record'
import { commit, until } from '../src/contract/harness.ts'
import { add, writerRig } from '../src/contract/writer-rig.ts'
import { createMemoryLog, createMemoryStorage, createRelay, type EventLog, observed } from '../src/index.ts'
import { memoryHarness } from './memory-harness.ts'

let recorded: Recorded
beforeEach(() => {
  recorded = recordTelemetry()
})
afterEach(() => recorded.stop())

const kind = { 'waitlist.stream.kind': 'waitlist' }
const traceparent = (span: string) => `00-${'a'.repeat(32)}-${span.repeat(16)}-01`

describe('a writer', () => {
  test('tells what waits, what it holds and how many turns it took', async () => {
    const { writer } = writerRig(memoryHarness())
    const tallies = writer()
    const answers = ['ann', 'bob', 'cid'].map((name, at) => add(tallies, name, { stream: `waitlist:${at % 2}` }))
    expect(await recorded.points('waitlist.writer.queue.depth')).toMatchObject([{ attributes: kind, value: 3 }])
    await Promise.all(answers)
    expect(await recorded.points('waitlist.writer.queue.depth')).toMatchObject([{ attributes: kind, value: 0 }])
    expect(await recorded.points('waitlist.writer.streams')).toMatchObject([{ attributes: kind, value: 2 }])
    expect(await recorded.points('waitlist.writer.turns')).toMatchObject([{ attributes: kind, value: 2 }])
    await tallies.close()
  })

  test('gives its commits the place of what caused them, and tells of them', async () => {
    const { writer, log, events } = writerRig(memoryHarness())
    const tallies = writer({ log: observed(log()) })
    const cause = { correlationId: 'req-1', traceparent: traceparent('1') }
    await tallies.execute('waitlist:a', { do: 'owe', payments: 2 }, { cause })
    const places = (await events('waitlist:a')).map((event) => event.traceparent)
    expect(places).toEqual([1, 2, 3].map(() => traceparent('1')))
    expect(recorded.spans).toMatchObject([{ name: 'commit waitlist', links: [] }])
    expect(recorded.spans.map(placeOf)).toMatchObject([{ trace: 'a'.repeat(32), parent: '1'.repeat(16) }])
    await tallies.close()
  })

  test('begins a trace for what a stream does because its time has come', async () => {
    const { writer, log, events, clock } = writerRig(memoryHarness())
    const tallies = writer({ log: observed(log()) })
    await tallies.start()
    const cause = { correlationId: 'req-1', traceparent: traceparent('1') }
    await tallies.execute('waitlist:a', { do: 'later', at: clock.now() + 1000 }, { cause })
    clock.advance(1000)
    await until(() => recorded.spans.length === 3)
    await tallies.close()
    const [, due, paid] = recorded.spans
    expect([due, paid]).toMatchObject([
      { name: 'due waitlist', attributes: { ...kind, 'waitlist.stream': 'waitlist:a' } },
      { name: 'commit waitlist' },
    ])
    const begun = due && placeOf(due)
    expect(begun).toMatchObject({ parent: undefined, trace: expect.not.stringContaining('a'.repeat(32)) })
    expect(paid && placeOf(paid)).toMatchObject({ trace: begun?.trace, parent: begun?.span })
    expect((await events('waitlist:a'))[1]).toMatchObject({ traceparent: `00-${begun?.trace}-${begun?.span}-01` })
  })
})

test('a relay tells how much it found unpublished and since when, and nothing when all is out', async () => {
  const log: EventLog = createMemoryLog(createMemoryStorage())
  await log.append([commit('waitlist:a', 1, ['1', '2']), commit('waitlist:b', 1, ['1'])])
  const first = (await log.read('waitlist:a', 1, 1))[0]?.time ?? 0
  const published = Promise.withResolvers<void>()
  let batches = 0
  const relay = createRelay({
    log,
    publish() {
      batches += 1
      return published.promise
    },
    clock: { now: () => first + 2500, after: () => () => {} },
  })
  relay.start()
  await until(() => batches === 1)
  expect(await recorded.points('waitlist.relay.pending')).toMatchObject([{ value: 2 }])
  expect(await recorded.points('waitlist.relay.age')).toMatchObject([{ value: 2.5 }])
  published.resolve()
  await relay.idle()
  expect(await recorded.points('waitlist.relay.pending')).toMatchObject([{ value: 0 }])
  expect(await recorded.points('waitlist.relay.age')).toMatchObject([{ value: 0 }])
  await relay.close()
})
