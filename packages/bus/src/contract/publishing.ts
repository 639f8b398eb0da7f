import { expect, test } from '@jest/globals'
import { refund } from './events.ts'
import { type BusHarness, pass, until, witness } from './harness.ts'

/** Publishing inbound events. `exact`: whether the driver tells every duplicate, for ever. */
export function publishContract(open: () => BusHarness, { exact }: { readonly exact: boolean }): void {
  test('a published event arrives with all that its publisher said', async () => {
    const harness = open()
    const bus = harness.open()
    const group = witness('group', ['RefundIssued'])
    bus.subscribe(group.subscription)
    await bus.start()
    const cause = {
      causationId: 'click-1',
      correlationId: 'request-7',
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    }
    expect(await bus.publish([refund('r-1', cause)])).toEqual(['accepted'])
    await until(harness, () => group.ids.length === 1)
    expect(group.events).toEqual([{ ...refund('r-1', cause), stream: 'inbound:a', version: expect.any(Number) }])
  })

  test('many events of many eventIds arrive, a result for each', async () => {
    const harness = open()
    const bus = harness.open()
    const group = witness('group', ['RefundIssued'])
    bus.subscribe(group.subscription)
    await bus.start()
    const events = Array.from({ length: 1_203 }, (_, at) => refund(`r-${at}`, { eventId: `event-${at % 4}` }))
    expect(await bus.publish(events)).toEqual(events.map(() => 'accepted'))
    await until(harness, () => group.ids.length === 1_203)
    expect(group.ids.toSorted()).toEqual(events.map(({ id }) => id).toSorted())
  })

  test('publishing nothing comes to nothing', async () => {
    const bus = open().open()
    expect(await bus.publish([])).toEqual([])
  })

  test('what is published while nobody is there is delivered later', async () => {
    const harness = open()
    const bus = harness.open()
    await bus.publish([refund('r-1')])
    const group = witness('group', ['RefundIssued'])
    bus.subscribe(group.subscription)
    await bus.start()
    await until(harness, () => group.ids.length === 1)
    await pass(harness)
    expect(group.ids).toEqual(['r-1'])
  })

  if (exact) exactPublishContract(open)
}

function exactPublishContract(open: () => BusHarness): void {
  test('the same source and id again is a duplicate, also in one batch, also with other data', async () => {
    const harness = open()
    const bus = harness.open()
    expect(await bus.publish([refund('r-1'), refund('r-2'), refund('r-1')])).toEqual([
      'accepted',
      'accepted',
      'duplicate',
    ])
    expect(await bus.publish([refund('r-2'), refund('r-3')])).toEqual(['duplicate', 'accepted'])
    expect(await bus.publish([refund('r-1', { eventId: 'elsewhere' })])).toEqual(['duplicate'])
    expect(await bus.publish([refund('r-1', { source: '/ticketing/other' })])).toEqual(['accepted'])
  })

  test('of the same event published many times at once, one is accepted', async () => {
    const harness = open()
    const bus = harness.open()
    const group = witness('group', ['RefundIssued'])
    bus.subscribe(group.subscription)
    await bus.start()
    const calls = Array.from({ length: 50 }, (_, at) => bus.publish([refund(`own-${at}`), refund('same')]))
    const results = (await Promise.all(calls)).map(([own, same]) => `${own} ${same}`)
    expect(results.filter((result) => result === 'accepted accepted')).toHaveLength(1)
    expect(results.filter((result) => result === 'accepted duplicate')).toHaveLength(49)
    await until(harness, () => group.ids.length === 51)
    await pass(harness)
    expect(group.times('same')).toBe(1)
  })

  test('a duplicate is told by the next process too', async () => {
    const harness = open()
    const first = harness.open()
    await first.publish([refund('r-1')])
    await first.close()
    const second = harness.open()
    expect(await second.publish([refund('r-1'), refund('r-2')])).toEqual(['duplicate', 'accepted'])
  })
}
