import { expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import fc from 'fast-check'
import { foldFrom } from '../following.ts'
import type { EventLog } from '../port.ts'
import { commit, followed, named } from './harness.ts'

async function prefix(log: EventLog, stream: string, from = 1): Promise<{ events: RecordedEvent[]; next: number }> {
  const events: RecordedEvent[] = []
  const next = await foldFrom(log, stream, from, (event) => events.push(event))
  return { events, next }
}

/** What every driver does with the events of followed streams. */
export function replicatingContract(open: () => EventLog, reopen: () => Promise<EventLog>): void {
  test('a followed event is read back as it came, at its own version', async () => {
    const log = open()
    const event = followed('release:a', 1, { id: 'other-id', time: 77, correlationId: 'req-1', schema: 3 })
    await log.replicate([event])
    expect(await log.read('release:a', 1, 10)).toEqual([event])
    expect(await (await reopen()).read('release:a', 1, 10)).toEqual([event])
  })

  test('events behind a gap count for the head, and are folded when the gap is filled', async () => {
    const log = open()
    await log.replicate([followed('release:a', 1), followed('release:a', 4)])
    await log.replicate([followed('release:a', 3)])
    expect(await log.head('release:a')).toBe(4)
    expect(await prefix(log, 'release:a')).toMatchObject({ next: 2, events: [{ version: 1 }] })
    const again = await reopen()
    expect(await again.head('release:a')).toBe(4)
    expect(await prefix(again, 'release:a')).toMatchObject({ next: 2 })
    await again.replicate([followed('release:a', 2)])
    const { next, events } = await prefix(again, 'release:a')
    expect({ next, events: named(events) }).toEqual({ next: 5, events: ['1:e1', '2:e2', '3:e3', '4:e4'] })
    expect(await prefix(again, 'release:a', 3)).toMatchObject({ next: 5 })
  })

  test('a repeat changes nothing', async () => {
    const log = open()
    await log.replicate([followed('release:a', 1), followed('release:a', 1), followed('release:a', 3)])
    const position = await log.position()
    await log.replicate([followed('release:a', 1), followed('release:a', 3)])
    await (await reopen()).replicate([followed('release:a', 1)])
    const again = await reopen()
    expect(await again.position()).toBe(position)
    await again.replicate([followed('release:a', 2)])
    expect(named((await prefix(again, 'release:a')).events)).toEqual(['1:e1', '2:e2', '3:e3'])
  })

  test('what is followed is in the scan in version order, and never pending', async () => {
    const log = open()
    await log.append([commit('waitlist:a', 1, ['1'])])
    await log.replicate([followed('release:a', 2), followed('release:b', 1)])
    await log.append([commit('waitlist:a', 2, ['2'])])
    await log.replicate([followed('release:a', 1)])
    const scan = await log.readAll(0, 100)
    expect(scan.map(({ event }) => event.id)).toEqual([
      'waitlist:a@1',
      'release:b@1',
      'waitlist:a@2',
      'release:a@1',
      'release:a@2',
    ])
    const pending = await log.pending(10)
    expect(pending.map(({ events }) => events.map(({ id }) => id))).toEqual([['waitlist:a@1'], ['waitlist:a@2']])
    await log.clearPending(pending)
    expect(await log.pending(10)).toEqual([])
  })

  test('growth is told when something can be read, and not for a repeat', async () => {
    const log = open()
    await log.replicate([followed('release:a', 2)])
    const told: string[] = []
    log.onGrowth(() => void told.push('grown'))
    await log.replicate([followed('release:a', 1)])
    expect(told).toHaveLength(1)
    await log.replicate([followed('release:a', 1)])
    expect(told).toHaveLength(1)
  })

  test('followed streams are listed with the highest version that has come', async () => {
    const log = open()
    await log.replicate([followed('release:a', 1), followed('release:b', 3)])
    expect(await log.streams('release:', '', 10)).toEqual([
      { stream: 'release:a', version: 1 },
      { stream: 'release:b', version: 3 },
    ])
  })

  test('in whatever order, how often and in what portions events come, every fold sees each once and in order', async () => {
    const arrivals = fc.record({
      order: fc.shuffledSubarray(
        Array.from({ length: 12 }, (_, at) => at + 1),
        { minLength: 12 },
      ),
      repeats: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 10 }),
      portion: fc.integer({ min: 1, max: 5 }),
    })
    let run = 0
    const log = open()
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ order, repeats, portion }) => {
        run += 1
        const stream = `release:${run}`
        const versions = order.flatMap((version, at) => [version, ...repeats.slice(at, at + 1)])
        const seen: number[] = []
        let next = 1
        for (let at = 0; at < versions.length; at += portion) {
          await log.replicate(versions.slice(at, at + portion).map((version) => followed(stream, version)))
          next = await foldFrom(log, stream, next, ({ version }) => seen.push(version))
        }
        expect(seen).toEqual(Array.from({ length: 12 }, (_, at) => at + 1))
        const scan = await log.readAll(0, 100_000, { key: `${run}` })
        expect(scan.map(({ event }) => event.version)).toEqual(seen)
      }),
      { numRuns: 40 },
    )
  })
}
