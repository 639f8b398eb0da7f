import { expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import fc from 'fast-check'
import type { View, Views } from '../define-view.ts'
import { createMemoryViews } from '../memory.ts'

type Rows = readonly (readonly [string, object])[]

/** Events that a fold cannot change, in streams without a gap: what the laws can be judged by. */
function exhibits(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const versions = new Map<string, number>()
  for (const { stream, version } of events) {
    const before = versions.get(stream) ?? 0
    if (version !== before + 1) throw new Error(`The events of ${stream} go from version ${before} to ${version}`)
    versions.set(stream, version)
  }
  return events.map((event) => frozen(structuredClone(event)))
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

/**
 * Registers the tests that every view has to pass: its rows are the same however the events arrive, each of them twice,
 * streams interleaved, later ones before earlier ones, in parts. The events are whole streams, from version 1 on.
 */
export function viewLaws<Row extends object>(
  view: View<Row>,
  events: readonly RecordedEvent[],
  open: () => Views = createMemoryViews,
): void {
  const given = exhibits(events)

  async function rowsOf(...batches: readonly (readonly RecordedEvent[])[]): Promise<Rows> {
    const store = open().open(view)
    for (const batch of batches) await store.apply(batch)
    return structuredClone(await store.rows())
  }

  test(`${view.name}: the events bear on rows`, async () => {
    expect(await rowsOf(given)).not.toEqual([])
  })

  test(`${view.name}: each event twice changes nothing`, async () => {
    const once = await rowsOf(given)
    expect(await rowsOf(given.flatMap((event) => [event, event]))).toEqual(once)
    expect(await rowsOf(given, given)).toEqual(once)
  })

  test(`${view.name}: events that interleave, overtake and repeat give the same rows`, async () => {
    const once = await rowsOf(given)
    const repeats = fc.subarray([...given])
    const arrivals = repeats.chain((again) =>
      fc.shuffledSubarray([...given, ...again], { minLength: given.length + again.length }),
    )
    await fc.assert(
      fc.asyncProperty(arrivals, fc.nat(given.length), async (arrived, cut) => {
        expect(await rowsOf(arrived.slice(0, cut), arrived.slice(cut))).toEqual(once)
      }),
    )
  })
}
