import { expect, test } from '@jest/globals'
import { refund } from '../contract/events.ts'
import type { InboundEvent } from '../port.ts'
import { createRecent } from './recent.ts'

function rig() {
  const recent = createRecent()
  const published: string[][] = []
  const publish = async (events: readonly InboundEvent[]) => void published.push(events.map(({ id }) => id))
  return { recent, published, once: (...events: InboundEvent[]) => recent.once(events, publish) }
}

test('the same source and id again is a duplicate, also in one batch, and is published once', async () => {
  const { once, published } = rig()
  expect(await once(refund('1'), refund('2'), refund('1'))).toEqual(['accepted', 'accepted', 'duplicate'])
  expect(await once(refund('2'), refund('3'))).toEqual(['duplicate', 'accepted'])
  expect(await once(refund('1', { source: '/elsewhere' }))).toEqual(['accepted'])
  expect(await once(refund('3'))).toEqual(['duplicate'])
  expect(published).toEqual([['1', '2'], ['3'], ['1']])
})

test('a duplicate of what is on its way is told when that has arrived', async () => {
  const { recent, once } = rig()
  const arrival = Promise.withResolvers<void>()
  const first = recent.once([refund('1')], () => arrival.promise)
  let told: string[] | undefined
  const second = once(refund('1')).then((results) => {
    told = results
  })
  await new Promise(setImmediate)
  expect(told).toBeUndefined()
  arrival.resolve()
  await second
  expect(told).toEqual(['duplicate'])
  expect(await first).toEqual(['accepted'])
})

test('what could not be published is forgotten, and whoever waited for it is told so', async () => {
  const { recent, once } = rig()
  const failing = recent.once([refund('1')], () => Promise.reject(new Error('away')))
  const waiting = once(refund('1'), refund('2'))
  await expect(failing).rejects.toThrow('away')
  await expect(waiting).rejects.toThrow('away')
  expect(await once(refund('1'), refund('2'))).toEqual(['accepted', 'duplicate'])
})

test('it remembers the last ten thousand', async () => {
  const { once } = rig()
  await once(...Array.from({ length: 10_000 }, (_, at) => refund(`${at}`)))
  expect(await once(refund('0'), refund('9999'))).toEqual(['duplicate', 'duplicate'])
  await once(refund('one more'))
  expect(await once(refund('0'), refund('9999'))).toEqual(['accepted', 'duplicate'])
})
