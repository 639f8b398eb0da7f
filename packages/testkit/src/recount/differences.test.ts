import { describe, expect, test } from '@jest/globals'
import type { StatsReply } from '@waitlist/contracts'
import { routeExamples } from '@waitlist/contracts/http/route-examples'
import fc from 'fast-check'
import { differencesOf } from './differences.ts'

const stats = routeExamples.getStats?.replies?.[200] as StatsReply

/** The places of all values, each with the names that lead there. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...path, name]))
}

/** Not structuredClone: it keeps what is the same object in two places the same. */
const copied = () => JSON.parse(JSON.stringify(stats)) as StatsReply

function changed(path: readonly string[], change: (value: unknown) => unknown): StatsReply {
  const copy = copied()
  let holder = copy as unknown as Record<string, unknown>
  for (const name of path.slice(0, -1)) holder = holder[name] as typeof holder
  const last = path.at(-1) as string
  holder[last] = change(holder[last])
  return copy
}

describe('two sets of figures', () => {
  test('that are alike differ in nothing', () => expect(differencesOf(stats, copied())).toEqual([]))

  test('are told apart wherever they differ, and the place is named', () => {
    // A release or an hour under another name is another one.
    const places = placesIn(stats).filter((path) => !['releaseId', 'hour'].includes(path.at(-1) as string))
    expect(places.length).toBeGreaterThan(60)
    fc.assert(
      fc.property(fc.constantFrom(...places), (path) => {
        const other = changed(path, (value) => (typeof value === 'number' ? value * 2 + 1 : `${value}!`))
        const found = differencesOf(stats, other)
        expect(found).toHaveLength(1)
        expect(found[0]).toContain(String(path.at(-1)))
      }),
    )
  })

  test('differ in what only one of them has', () => {
    const { sms: _, ...fewer } = { ...stats.reached, sms: 3 }
    expect(differencesOf({ ...stats, reached: { ...fewer, sms: 3 } }, stats)).toEqual([
      'reached.sms: 3 in the statistics, nothing in the recount',
    ])
  })

  test('name a release and an hour', () => {
    const [release] = stats.byRelease
    const fewer = { ...stats, byRelease: [{ ...release, offers: 9 }] } as StatsReply
    expect(differencesOf(fewer, stats)).toEqual([
      `byRelease.${release?.releaseId}.offers: 9 in the statistics, ${release?.offers} in the recount`,
    ])
  })

  test('may differ in times as far as buckets do, and no further', () => {
    const times = (median: number) => ({ ...stats, times: { ...stats.times, toClaim: { median, p90: 1000 } } })
    expect(differencesOf(times(100), times(101))).toEqual([])
    expect(differencesOf(times(100), times(102))).toHaveLength(1)
  })
})
