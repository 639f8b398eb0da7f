import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import fc from 'fast-check'
import { followed } from './contract/harness.ts'
import type { PlacedEvent } from './port.ts'
import { createTail } from './tail.ts'

function placed(stream: string, version: number, position: number): PlacedEvent {
  return { position, event: followed(stream, version) }
}

const versionsOf = (events: readonly RecordedEvent[] | undefined) => events?.map(({ version }) => version)
const positionsOf = (all: readonly PlacedEvent[] | undefined) => all?.map(({ position }) => position)

describe('the tail of a log', () => {
  test('knows nothing at first', () => {
    const tail = createTail()
    expect(tail.after(0, 10)).toBeUndefined()
    expect(tail.ofStream('a:1', 1, 10)).toBeUndefined()
  })

  test('answers by position and by stream, up to a limit', () => {
    const tail = createTail()
    tail.add([placed('a:1', 5, 11), placed('b:1', 1, 12), placed('a:1', 6, 13)])
    expect(positionsOf(tail.after(10, 10))).toEqual([11, 12, 13])
    expect(positionsOf(tail.after(11, 1))).toEqual([12])
    expect(positionsOf(tail.after(13, 10))).toEqual([])
    expect(versionsOf(tail.ofStream('a:1', 5, 10))).toEqual([5, 6])
    expect(versionsOf(tail.ofStream('a:1', 5, 1))).toEqual([5])
    expect(versionsOf(tail.ofStream('a:1', 6, 9))).toEqual([6])
  })

  test('does not pretend to know what was before it', () => {
    const tail = createTail()
    tail.add([placed('a:1', 5, 11)])
    expect(tail.after(9, 10)).toBeUndefined()
    expect(tail.ofStream('a:1', 4, 10)).toBeUndefined()
    expect(tail.ofStream('b:1', 1, 10)).toBeUndefined()
  })

  test('a limit counts what is kept', () => {
    const tail = createTail()
    for (let at = 1; at <= 9; at++) tail.add([placed('a:1', at, at)])
    const odd = (event: RecordedEvent) => event.version % 2 === 1
    expect(positionsOf(tail.after(0, 3, odd))).toEqual([1, 3, 5])
    expect(positionsOf(tail.after(5, 10, odd))).toEqual([7, 9])
  })

  test('hands out the same events, not copies', () => {
    const tail = createTail()
    const one = placed('a:1', 1, 1)
    tail.add([one])
    expect(tail.after(0, 1)?.[0]).toBe(one)
    expect(tail.ofStream('a:1', 1, 1)?.[0]).toBe(one.event)
  })

  test('whatever was added in whatever portions: right or unknown, and the newest are known', () => {
    const KEPT = 8
    const script = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 6 }), { maxLength: 30 })
    fc.assert(
      fc.property(script, (portions) => {
        const tail = createTail(KEPT)
        const all: PlacedEvent[] = []
        const heads = [0, 0, 0, 0]
        for (const portion of portions) {
          const more = portion.map((stream) => {
            heads[stream] = (heads[stream] ?? 0) + 1
            return placed(`s:${stream}`, heads[stream] ?? 0, all.length + 1 + 0)
          })
          const numbered = more.map((one, at) => ({ ...one, position: all.length + at + 1 }))
          all.push(...numbered)
          tail.add(numbered)
        }
        for (let after = 0; after <= all.length; after++) {
          const known = tail.after(after, 5)
          if (known === undefined) expect(all.length - after).toBeGreaterThanOrEqual(all.length === 0 ? 0 : KEPT)
          else expect(known).toEqual(all.slice(after, after + 5))
        }
        for (const [stream, head] of heads.entries()) {
          const events = all.filter(({ event }) => event.stream === `s:${stream}`).map(({ event }) => event)
          for (let from = 1; from <= head; from++) {
            const known = tail.ofStream(`s:${stream}`, from, 4)
            if (known !== undefined) expect(known).toEqual(events.slice(from - 1, from + 3))
            const position = all.find(({ event }) => event === events[from - 1])?.position as number
            if (position > all.length - KEPT) expect(known).toBeDefined()
          }
        }
      }),
    )
  })
})
