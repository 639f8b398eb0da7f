import { describe, expect, test } from '@jest/globals'
import type { PlacedEvent } from '@waitlist/event-log'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { createDay } from '../../test/day.ts'
import { until } from '../../test/rig.ts'
import { followFeed } from './follow.ts'
import type { FeedSource } from './pages.ts'

/** A feed that grows when it is told to; `reading` is called while a page of it is being read. */
function growingFeed(reading: (read: number) => void = () => {}) {
  const day = createDay('show-1')
  const placed: PlacedEvent[] = []
  const listeners = new Set<(position: number) => void>()
  let reads = 0
  const source: FeedSource = {
    async readAll(after, limit) {
      const page = placed.slice(after, after + limit)
      reads += 1
      reading(reads)
      return page
    },
    onGrowth(call) {
      listeners.add(call)
      return () => listeners.delete(call)
    },
  }
  const grow = (customer: string) => {
    placed.push({ position: placed.length + 1, event: day.joined(customer) })
    for (const call of listeners) call(placed.length)
  }
  return { source, listeners, grow }
}

/** Follows a feed from its beginning; what it says is collected. */
function follow(source: FeedSource, admit = async (page: readonly PlacedEvent[]) => page) {
  const clock = createFakeClock()
  const leaving = new AbortController()
  const said: string[] = []
  const end = (async () => {
    for await (const part of followFeed(source, { admit }, 0, { clock, signal: leaving.signal })) said.push(part)
  })()
  const customers = () => said.join('').match(/(?<="customerId":")[^"]+/g) ?? []
  return { clock, said, customers, end, leave: () => leaving.abort() }
}

describe('a followed feed', () => {
  test('says what is there, and what comes when it comes', async () => {
    const { source, grow } = growingFeed()
    grow('ana')
    const { customers, said, end, leave } = follow(source)
    await until(() => customers().length === 1)
    grow('ben')
    await until(() => customers().length === 2)
    expect(customers()).toEqual(['ana', 'ben'])
    expect(said[0]).toBe(': following\n\n')
    leave()
    await end
  })

  test('misses nothing that comes while it reads, and repeats nothing', async () => {
    const feed = growingFeed((read) => {
      if (read <= 5) feed.grow(`customer-${read}`)
    })
    const { customers, clock, end, leave } = follow(feed.source)
    await until(() => customers().length === 5)
    await until(() => clock.untilNext() !== undefined)
    expect(customers()).toEqual([1, 2, 3, 4, 5].map((n) => `customer-${n}`))
    leave()
    await end
  })

  test('says that it is alive when nothing came for a while, and not when something did', async () => {
    const { source, grow } = growingFeed()
    const { clock, said, customers, end, leave } = follow(source)
    await until(() => clock.untilNext() !== undefined)
    clock.advance(14_999)
    grow('ana')
    await until(() => customers().length === 1 && clock.untilNext() !== undefined)
    expect(said).not.toContain(': alive\n\n')
    clock.advance(15_000)
    await until(() => said.includes(': alive\n\n'))
    leave()
    await end
  })

  test('looks past what its reader may not see', async () => {
    const { source, grow } = growingFeed()
    const { customers, end, leave } = follow(source, async (page) => page.filter(({ position }) => position > 1))
    grow('ana')
    grow('ben')
    await until(() => customers().length === 1)
    expect(customers()).toEqual(['ben'])
    leave()
    await end
  })

  test('lets go of everything at its end', async () => {
    const { source, listeners } = growingFeed()
    const { clock, end, leave } = follow(source)
    await until(() => clock.untilNext() !== undefined)
    expect(listeners.size).toBe(1)
    leave()
    await end
    expect([listeners.size, clock.untilNext()]).toEqual([0, undefined])
  })
})
