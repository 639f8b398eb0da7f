import type { HourRow, StatsRow } from './row.ts'

const HOUR_MS = 3_600_000

/** Counts something in the hour of a moment (ms). */
export function countInHour({ hours }: StatsRow, what: keyof HourRow, time: number, many = 1): void {
  const hour = Math.floor(time / HOUR_MS)
  let row = hours.get(hour)
  if (!row) {
    row = { joined: 0, offered: 0, claimed: 0, purchased: 0, left: 0, lapsed: 0, released: 0, returned: 0 }
    hours.set(hour, row)
  }
  row[what] += many
}

/** When an hour began, in ms. */
export function beginningOf(hour: number): number {
  return hour * HOUR_MS
}
