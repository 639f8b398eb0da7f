import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { placeOf, type Recorded, recordTelemetry } from '@waitlist/testkit/telemetry/record'
import { left, refund } from '../src/contract/events.ts'
import { type BusHarness, until, witness } from '../src/contract/harness.ts'
import { kafkaHarness } from './kafka-harness.ts'

const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
const lag = 'waitlist.consumer.lag'

describeWith('kafka', 'telemetry over Kafka', (url) => {
  let recorded: Recorded
  let harness: BusHarness
  beforeEach(() => {
    recorded = recordTelemetry()
    harness = kafkaHarness(url.split(','))
  })
  afterEach(async () => {
    await harness.close()
    await recorded.stop()
  })

  const named = (name: string) => recorded.spans.filter((span) => span.name === name)

  test('a trace goes on behind a topic, whoever put the event there', async () => {
    const bus = harness.open()
    const group = witness('group', ['RefundIssued', 'WaitlistLeft'])
    bus.subscribe(group.subscription)
    await bus.start()
    await bus.publish([refund('r-1', { traceparent })])
    await harness.emit([{ ...left(1), traceparent }])
    await until(harness, () => recorded.spans.length === 4)
    for (const topic of ['RefundIssued', 'WaitlistLeft']) {
      const spans = [...named(`send ${topic}`), ...named(`process ${topic}`)]
      expect(spans).toHaveLength(2)
      for (const span of spans) {
        expect(span.attributes).toMatchObject({ 'messaging.system': 'kafka', 'messaging.destination.name': topic })
        expect(placeOf(span)).toMatchObject({ trace: 'a'.repeat(32), parent: 'b'.repeat(16) })
      }
    }
    const [process] = named('process RefundIssued')
    const under = `00-${'a'.repeat(32)}-${process && placeOf(process).span}-01`
    expect(group.events.find(({ id }) => id === 'r-1')).toMatchObject({ traceparent: under })
  })

  test('it is told how far a group is behind, without the prefix of its names', async () => {
    const bus = harness.open()
    const held = Promise.withResolvers<void>()
    const group = witness('group', ['WaitlistLeft'], { handle: () => held.promise })
    bus.subscribe(group.subscription)
    await bus.start()
    await harness.emit([left(1), left(2), left(3)])
    await until(harness, () => group.ids.length === 3)
    const about = { 'messaging.consumer.group.name': 'group', 'messaging.destination.name': 'WaitlistLeft' }
    expect(await recorded.points(lag)).toMatchObject([{ attributes: about, value: 3 }])
    held.resolve()
    await until(harness, async () => (await recorded.points(lag))[0]?.value === 0)
  })
})
