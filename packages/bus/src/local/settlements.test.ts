import { setImmediate } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from '@jest/globals'
import type { PlacedEvent } from '@waitlist/event-log'
import { createFakeClock, type FakeClock } from '@waitlist/testkit/world/fake-clock'
import { left } from '../contract/events.ts'
import { createSettlements, type Settlements } from './settlements.ts'

/** A log and its groups, moved by hand. Positions are 1, 2, 3 and so on. */
let placed: PlacedEvent[]
let floor: number
let aside: Set<string>
let clock: FakeClock
let reads: number
let beforeRead: () => Promise<void>
let settlements: Settlements
let over: string[]

beforeEach(() => {
  placed = []
  floor = 0
  aside = new Set()
  reads = 0
  beforeRead = async () => {}
  over = []
  clock = createFakeClock()
  const log = {
    async readAll(after: number, limit: number) {
      reads += 1
      await beforeRead()
      return placed.slice(after, after + limit)
    },
  }
  const progress = { head: () => placed.length, floor: () => floor, aside: (id: string) => aside.has(id) }
  settlements = createSettlements(log, clock, progress)
})

function append(...correlationIds: string[]): void {
  for (const id of correlationIds) placed.push({ position: placed.length + 1, event: left(placed.length + 1, 'a', id) })
}

function wait(correlationId: string, name = correlationId): void {
  void settlements.settled(correlationId).then(() => over.push(name))
}

/** The groups have handled everything up to a position, this being what the last of them did at the end. */
async function handle(upTo: number, from = floor): Promise<void> {
  floor = upTo
  settlements.handled(placed.slice(from, upTo))
  await setImmediate()
}

describe('a caller', () => {
  test('does not wait when all that is there has been handled', async () => {
    append('mine')
    await handle(1)
    await settlements.settled('mine')
    expect(clock.untilNext()).toBeUndefined()
  })

  test('does not wait in an empty log', async () => {
    await settlements.settled('mine')
    expect(clock.untilNext()).toBeUndefined()
  })

  test('waits for its own event', async () => {
    append('theirs', 'mine')
    wait('mine')
    await handle(1)
    expect(over).toEqual([])
    await handle(2)
    expect(over).toEqual(['mine'])
  })

  test('waits for what its event caused, however long the chain', async () => {
    append('mine')
    wait('mine')
    for (let position = 1; position < 10; position++) {
      append('mine')
      await handle(position)
      expect(over).toEqual([])
    }
    await handle(10)
    expect(over).toEqual(['mine'])
  })

  test('waits for what comes of its event beside what others do', async () => {
    append('mine', 'theirs')
    wait('mine')
    append('theirs', 'theirs', 'mine', 'theirs')
    await handle(4)
    expect(over).toEqual([])
    await handle(5)
    expect(over).toEqual(['mine'])
  })

  test('does not wait for others, however many more there are', async () => {
    append('mine')
    wait('mine')
    append(...Array.from({ length: 5_000 }, (_, at) => `other-${at}`))
    await handle(1)
    expect(over).toEqual(['mine'])
  })

  test('finds what it caused behind thousands of others', async () => {
    append('mine')
    wait('mine')
    append(...Array.from({ length: 2_500 }, (_, at) => `other-${at}`), 'mine')
    await handle(1)
    await handle(2_501)
    expect(over).toEqual([])
    await handle(2_502)
    expect(over).toEqual(['mine'])
  })

  test('waits for an event of its own that is set aside', async () => {
    append('mine')
    wait('mine')
    aside.add('mine')
    await handle(1)
    expect(over).toEqual([])
    aside.delete('mine')
    settlements.handled(placed.slice(0, 1))
    await setImmediate()
    expect(over).toEqual(['mine'])
  })

  test('that comes late waits for what is set aside too', async () => {
    append('mine')
    await handle(1)
    aside.add('mine')
    wait('mine')
    await setImmediate()
    expect(over).toEqual([])
    aside.delete('mine')
    settlements.handled(placed)
    await setImmediate()
    expect(over).toEqual(['mine'])
  })

  test('does not wait for what others have set aside', async () => {
    append('theirs', 'mine')
    aside.add('theirs')
    wait('mine')
    await handle(2)
    expect(over).toEqual(['mine'])
  })
})

describe('callers together', () => {
  test('each waits for its own', async () => {
    append('first', 'second')
    wait('second')
    append('third')
    wait('third')
    append('second')
    await handle(2)
    expect(over).toEqual([])
    await handle(3)
    expect(over).toEqual(['third'])
    await handle(4)
    expect(over).toEqual(['third', 'second'])
  })

  test('of the same correlation id are let go together', async () => {
    append('mine')
    wait('mine', 'one')
    wait('mine', 'two')
    append('mine')
    await handle(1)
    expect(over).toEqual([])
    await handle(2)
    expect(over).toEqual(['one', 'two'])
  })

  test('of which one comes while the log is being looked through lose nothing', async () => {
    append('first')
    wait('first')
    append('first', 'second')
    const gate = Promise.withResolvers<void>()
    beforeRead = () => gate.promise
    await handle(1)
    wait('second')
    append('second', 'first')
    await handle(3)
    expect(over).toEqual([])
    gate.resolve()
    await setImmediate()
    expect(over).toEqual([])
    await handle(4)
    expect(over).toEqual(['second'])
    await handle(5)
    expect(over).toEqual(['second', 'first'])
  })
})

describe('at most a quarter of a second', () => {
  test('is what a caller waits', async () => {
    append('mine')
    wait('mine')
    clock.advance(249)
    await setImmediate()
    expect(over).toEqual([])
    clock.advance(1)
    await setImmediate()
    expect(over).toEqual(['mine'])
  })

  test('is what each waits, whenever it came, on one timer', async () => {
    append('mine')
    wait('mine', 'early')
    clock.advance(100)
    wait('mine', 'later')
    clock.advance(149)
    wait('mine', 'latest')
    await setImmediate()
    expect(over).toEqual([])
    clock.advance(1)
    await setImmediate()
    expect(over).toEqual(['early'])
    clock.advance(100)
    await setImmediate()
    expect(over).toEqual(['early', 'later'])
    clock.advance(149)
    await setImmediate()
    expect(over).toEqual(['early', 'later', 'latest'])
    expect(clock.untilNext()).toBeUndefined()
  })

  test('and the timer of one that was let go sooner does not touch the next', async () => {
    append('first')
    wait('first')
    await handle(1)
    clock.advance(200)
    append('second')
    wait('second')
    clock.advance(50)
    await setImmediate()
    expect(over).toEqual(['first'])
    clock.advance(200)
    await setImmediate()
    expect(over).toEqual(['first', 'second'])
    clock.advance(1_000)
    expect(clock.untilNext()).toBeUndefined()
  })
})

describe('the log', () => {
  test('is not read while nobody waits', async () => {
    append('mine', 'theirs')
    await handle(1)
    await handle(2)
    expect(reads).toBe(0)
  })

  test('is not read for the events of others', async () => {
    append('theirs', 'theirs', 'mine')
    wait('mine')
    await handle(1)
    await handle(2)
    expect(reads).toBe(0)
  })

  test('is read where it is new, once', async () => {
    append('mine')
    wait('mine')
    append('theirs', 'mine')
    await handle(1)
    await handle(2)
    expect(reads).toBe(1)
  })

  test('that cannot be read makes the caller wait for all that is there', async () => {
    append('mine')
    wait('mine')
    append('theirs', 'mine')
    beforeRead = () => Promise.reject(new Error('no log'))
    await handle(1)
    await handle(2)
    expect(over).toEqual([])
    await handle(3)
    expect(over).toEqual(['mine'])
  })
})

test('closing lets everybody go and leaves no timer; nobody waits afterwards', async () => {
  append('mine')
  wait('mine')
  settlements.close()
  await setImmediate()
  expect(over).toEqual(['mine'])
  expect(clock.untilNext()).toBeUndefined()
  await settlements.settled('mine')
  expect(clock.untilNext()).toBeUndefined()
})
