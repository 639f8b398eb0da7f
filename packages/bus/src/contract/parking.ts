import { afterEach, describe, expect, test } from '@jest/globals'
import type { ParkedEvent, ParkingLot } from '../port.ts'

/** A parking lot to be tested, and how to let go of it. */
export type OpenParking = { readonly parking: ParkingLot; readonly close: () => void | Promise<void> }

function event(name: string, rest: Partial<ParkedEvent> = {}): ParkedEvent {
  const time = Date.UTC(2027, 4, 2)
  return {
    topic: 'RefundIssued',
    group: 'release',
    origin: `log:${name}`,
    reason: 'malformed',
    bytes: name,
    time,
    ...rest,
  }
}

/** What every parking lot has to do. `open` gives an empty one. */
export function parkingContract(driver: string, open: () => OpenParking): void {
  describe(`parking: ${driver}`, () => {
    let close: OpenParking['close'] | undefined
    afterEach(async () => {
      await close?.()
      close = undefined
    })

    function opened(): ParkingLot {
      const { parking, close: letGo } = open()
      close = letGo
      return parking
    }

    test('it begins empty', async () => {
      expect(await opened().parked(0, 10)).toEqual([])
    })

    test('what is parked is kept whole, in order, behind growing positions', async () => {
      const parking = opened()
      await parking.park(event('first', { reason: 'it\'s "odd"; DROP TABLE parked', bytes: '{"a":"\\u0000é😀' }))
      await parking.park(event('second', { time: 1, topic: 'TicketsSoldOut', group: 'join' }))
      const all = await parking.parked(0, 10)
      expect(all.map(({ position, ...parked }) => parked)).toEqual([
        event('first', { reason: 'it\'s "odd"; DROP TABLE parked', bytes: '{"a":"\\u0000é😀' }),
        event('second', { time: 1, topic: 'TicketsSoldOut', group: 'join' }),
      ])
      expect(all[1]?.position).toBeGreaterThan(all[0]?.position ?? Number.POSITIVE_INFINITY)
    })

    test('the same event parked twice is there twice: it was given twice', async () => {
      const parking = opened()
      await parking.park(event('first'))
      await parking.park(event('first'))
      expect(await parking.parked(0, 10)).toHaveLength(2)
    })

    test('it is read in pages', async () => {
      const parking = opened()
      const names = Array.from({ length: 25 }, (_, at) => `event-${at}`)
      await Promise.all(names.map((name) => parking.park(event(name))))
      const read: string[] = []
      for (let after = 0, more = true; more; ) {
        const page = await parking.parked(after, 10)
        expect(page.length).toBeLessThanOrEqual(10)
        read.push(...page.map(({ bytes }) => bytes))
        after = page.at(-1)?.position ?? after
        more = page.length > 0
      }
      expect(read).toEqual(names)
    })
  })
}
