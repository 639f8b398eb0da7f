import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { left } from './contract/events.ts'
import { createStreamOrder } from './stream-order.ts'

const versions = (events: readonly RecordedEvent[]) => events.map(({ stream, version }) => `${stream}@${version}`)
const at = (...numbers: number[]) => numbers.map((version) => left(version, 'a', 'ann'))

describe('the order of streams', () => {
  test('gives what follows, once, with what waited for it', () => {
    const order = createStreamOrder('counts')
    expect(versions(order.ready(at(3, 1, 1, 2)))).toEqual(['waitlist:a@1', 'waitlist:a@2', 'waitlist:a@3'])
  })

  test('gives the same again until it is told that it is applied', () => {
    const order = createStreamOrder('counts')
    expect(order.ready(at(2))).toEqual([])
    expect(versions(order.ready(at(1)))).toEqual(['waitlist:a@1', 'waitlist:a@2'])
    expect(versions(order.ready(at(1)))).toEqual(['waitlist:a@1', 'waitlist:a@2'])
    order.know('waitlist:a', 1)
    order.know('waitlist:a', 2)
    expect(order.ready(at(1, 2))).toEqual([])
    expect(order.versionOf('waitlist:a')).toBe(2)
    expect(order.versionOf('waitlist:b')).toBeUndefined()
  })

  test('goes on with what waited when somebody else applied what was missing', () => {
    const order = createStreamOrder('counts')
    expect(order.ready(at(2, 5))).toEqual([])
    order.know('waitlist:a', 4)
    expect(versions(order.ready(at(6)))).toEqual(['waitlist:a@5', 'waitlist:a@6'])
  })

  test('never goes back', () => {
    const order = createStreamOrder('counts')
    order.know('waitlist:a', 4)
    order.know('waitlist:a', 2)
    expect(order.versionOf('waitlist:a')).toBe(4)
  })
})
