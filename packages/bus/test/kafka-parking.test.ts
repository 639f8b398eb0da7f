import { afterAll, expect, jest, test } from '@jest/globals'
import { partitionOf } from '@waitlist/contracts'
import { silentLogger, systemClock } from '@waitlist/event-log'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { createKafkaParking } from '../src/kafka.ts'
import type { OriginalRecord } from '../src/port.ts'
import { createGround } from './kafka-ground.ts'
import { readTopic } from './read-topic.ts'

jest.setTimeout(120_000)

describeWith('kafka', 'events parked on Kafka', (url) => {
  const ground = createGround(url.split(','), ['RefundIssued'])
  const { access, ready } = ground
  const parking = createKafkaParking({
    ...access,
    ...{ service: 'parked', address: 'http://127.0.0.1:1', clock: systemClock, logger: silentLogger },
  })
  afterAll(async () => {
    await parking.close()
    await ground.clear()
  })

  const park = (origin: string, original: OriginalRecord) =>
    parking.park({ topic: 'RefundIssued', group: 'release', origin, reason: 'no', bytes: '', time: 1, original })
  const listed = async () => (await parking.parked(0, 100)).map(({ origin }) => origin)
  const at = async (wanted: string) =>
    (await parking.parked(0, 100)).find(({ origin }) => origin === wanted)?.position ?? 0

  test('are there until a person has them sent again, or drops them', async () => {
    await ready
    const key = Buffer.from('concert')
    await park('RefundIssued/3@1', { key, value: Buffer.from('{"a"'), headers: { own: 'header', waitlist_moved: 'x' } })
    await park('RefundIssued/4@2', { key: null, value: Buffer.from('b'), headers: {} })
    await park('RefundIssued/5@3', { key: null, value: null, headers: {} })
    expect(await listed()).toEqual(['RefundIssued/3@1', 'RefundIssued/4@2', 'RefundIssued/5@3'])

    const first = await at('RefundIssued/3@1')
    expect(await parking.retry(first)).toBe(true)
    expect(await parking.retry(await at('RefundIssued/4@2'))).toBe(true)
    await expect(parking.retry(await at('RefundIssued/5@3'))).rejects.toThrow('without its bytes')
    expect(await listed()).toEqual(['RefundIssued/5@3'])
    expect(await parking.drop(await at('RefundIssued/5@3'))).toBe(true)
    expect(await listed()).toEqual([])
    expect([await parking.retry(first), await parking.drop(first)]).toEqual([false, false])

    const sent = await readTopic(access, 'RefundIssued')
    expect(sent.map((one) => [one.partition, String(one.value), Object.keys(one.headers ?? {})]).sort()).toEqual(
      [
        [partitionOf('concert'), '{"a"', ['own']],
        [4, 'b', []],
      ].sort(),
    )
  })
})
