import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { encodeCloudEvent, RefusedError } from '@waitlist/contracts'
import type { Logger } from '@waitlist/event-log'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { type ConsumerOptions, createConsumer } from './consumer.ts'
import { left } from './contract/events.ts'
import { cloudEvents } from './open-record.ts'
import { createMemoryParking } from './parking.ts'
import { ParkError, type ParkedEvent, type ParkingLot, type Subscription } from './port.ts'

const busy = () => new RefusedError({ code: 'WL_ERR_BUSY', detail: 'the queue is full' })
const gone = () => Object.assign(new Error('no connection'), { code: 'ECONNREFUSED' })

/** A handler that fails with these, one after the other, and then takes everything. */
function failing(...failures: unknown[]): Subscription['handle'] {
  const rest = [...failures]
  return async () => {
    if (rest.length > 0) throw rest.shift()
  }
}

function setUp(
  handle: Subscription['handle'],
  parking: ParkingLot = createMemoryParking(),
  divert: ConsumerOptions['divert'] = undefined,
) {
  const clock = createFakeClock()
  const lines: string[] = []
  const note = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${(fields as { reason?: string }).reason}`)
  const logger: Logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') }
  const consumer = createConsumer({
    subscription: { group: 'group', handle },
    parking,
    clock,
    logger,
    codec: cloudEvents,
    ...(divert && { divert }),
  })
  const waits: number[] = []

  /** Lets time go on, timer by timer, until the work has ended. */
  async function finish<T>(work: Promise<T>): Promise<T> {
    let over = false
    const done = work.finally(() => {
      over = true
    })
    for (;;) {
      await setImmediate()
      if (over) return done
      const ms = clock.untilNext()
      if (ms === undefined) throw new Error('Nothing is waited for, and yet it is not over')
      waits.push(ms)
      clock.advance(ms)
    }
  }

  const parked = async () => (await parking.parked(0, 100)).map(({ position, ...event }) => event)
  return { consumer, clock, lines, waits, finish, parked }
}

const record = (value: unknown, topic = 'WaitlistLeft') => {
  return {
    topic,
    origin: `${topic}/0@7`,
    bytes: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  }
}

describe('an event', () => {
  test('that is handled leaves nothing to do', async () => {
    const seen: unknown[] = []
    const { consumer, lines, parked } = setUp(async (event) => void seen.push(event))
    expect(await consumer.attempt(left(1), 'log:1')).toBeUndefined()
    expect(seen).toEqual([left(1)])
    expect(await parked()).toEqual([])
    expect(lines).toEqual([])
  })

  test('whose handler throws before it gives a promise is no different', async () => {
    const { consumer, finish, parked } = setUp(() => {
      throw new ParkError('at once')
    })
    const rest = await consumer.attempt(left(1), 'log:1')
    expect(await finish(rest?.outcome ?? Promise.reject(new Error('no rest')))).toBe('parked')
    expect(await parked()).toHaveLength(1)
  })

  test('whose failure passes is tried again, each wait twice as long', async () => {
    const { consumer, finish, waits, lines } = setUp(failing(busy(), gone(), busy()))
    const rest = await consumer.attempt(left(1), 'log:1')
    expect(await finish(rest?.outcome ?? Promise.reject(new Error('no rest')))).toBe('handled')
    expect(waits).toEqual([50, 100, 200])
    expect(lines).toEqual([
      'warn an event will be tried again RefusedError: WL_ERR_BUSY: the queue is full',
      'warn an event will be tried again Error: no connection',
      'warn an event will be tried again RefusedError: WL_ERR_BUSY: the queue is full',
    ])
  })

  test('whose failure passes is tried for ever, every five seconds in the end', async () => {
    const { consumer, finish, waits } = setUp(failing(...Array.from({ length: 200 }, busy)))
    expect(await finish(consumer.accept(record(encodeCloudEvent(left(1)))))).toBe('handled')
    expect(waits).toHaveLength(200)
    expect(waits.at(-1)).toBe(5_000)
  })

  test('whose failure lasts is parked after eight tries', async () => {
    const { consumer, clock, finish, waits, parked, lines } = setUp(
      failing(...Array.from({ length: 8 }, () => new TypeError('entry is undefined'))),
    )
    expect(await finish(consumer.accept(record(encodeCloudEvent(left(1)))))).toBe('parked')
    expect(waits).toHaveLength(7)
    expect(await parked()).toEqual([
      {
        topic: 'WaitlistLeft',
        group: 'group',
        origin: 'WaitlistLeft/0@7',
        reason: 'TypeError: entry is undefined',
        bytes: JSON.stringify(encodeCloudEvent(left(1))),
        time: clock.now(),
      },
    ])
    expect(lines.at(-1)).toBe('error an event was parked TypeError: entry is undefined')
  })

  test('that succeeds at the last try is handled', async () => {
    const { consumer, finish, parked } = setUp(failing(...Array.from({ length: 7 }, () => new TypeError('oh'))))
    expect(await finish(consumer.accept(record(encodeCloudEvent(left(1)))))).toBe('handled')
    expect(await parked()).toEqual([])
  })

  test('is not parked for failures that pass, however many are among those that last', async () => {
    const failures = Array.from({ length: 7 }, () => [new TypeError('oh'), busy(), busy()]).flat()
    const { consumer, finish, parked } = setUp(failing(...failures))
    expect(await finish(consumer.accept(record(encodeCloudEvent(left(1)))))).toBe('handled')
    expect(await parked()).toEqual([])
  })

  test('that its handler wants parked is parked without another try', async () => {
    const { consumer, finish, waits, parked } = setUp(failing(new ParkError('another quantity')))
    expect(await finish(consumer.accept(record(encodeCloudEvent(left(1)))))).toBe('parked')
    expect(waits).toEqual([])
    expect((await parked())[0]?.reason).toBe('ParkError: another quantity')
  })

  test('that its handler wants parked after a failure that passes is parked then', async () => {
    const { consumer, finish, waits } = setUp(failing(busy(), new ParkError('another quantity')))
    expect(await finish(consumer.accept(record(encodeCloudEvent(left(1)))))).toBe('parked')
    expect(waits).toEqual([50])
  })
})

describe('a record', () => {
  test('that is malformed is parked with its bytes and never handled', async () => {
    const { consumer, finish, parked, lines } = setUp(async () => {
      throw new Error('This must not be called')
    })
    expect(await finish(consumer.accept(record('{"oops":')))).toBe('parked')
    const [event] = await parked()
    expect(event).toMatchObject({ topic: 'WaitlistLeft', origin: 'WaitlistLeft/0@7', bytes: '{"oops":' })
    expect(event?.reason).toMatch(/^malformed: /)
    expect(lines).toEqual([expect.stringMatching(/^warn an event was parked malformed/)])
  })

  test('of a schema version that nobody here knows is parked and alarmed', async () => {
    const { consumer, finish, lines } = setUp(async () => {})
    const document = { ...encodeCloudEvent(left(1)), dataschema: 'urn:from:the:future' }
    expect(await finish(consumer.accept(record(document)))).toBe('parked')
    expect(lines).toEqual([expect.stringMatching(/^error an event was parked unknown-schema/)])
  })

  test('among many is alone in being parked', async () => {
    const seen: number[] = []
    const { consumer, finish, parked } = setUp(async ({ version }) => void seen.push(version))
    const good = [1, 2, 3, 4].map((version) => record(encodeCloudEvent(left(version))))
    const records = good.toSpliced(2, 0, record('nonsense'))
    const outcomes = await finish(Promise.all(records.map((one) => consumer.accept(one))))
    expect(outcomes).toEqual(['handled', 'handled', 'parked', 'handled', 'handled'])
    expect(seen).toEqual([1, 2, 3, 4])
    expect(await parked()).toHaveLength(1)
  })
})

describe('a parking lot that fails', () => {
  function unreliable(failures: number): ParkingLot & { readonly events: ParkedEvent[] } {
    const parking = createMemoryParking()
    const events: ParkedEvent[] = []
    let left = failures
    return {
      events,
      async park(event) {
        left -= 1
        if (left >= 0) throw gone()
        events.push(event)
        await parking.park(event)
      },
      parked: parking.parked,
    }
  }

  test('is tried until it has the event', async () => {
    const parking = unreliable(20)
    const { consumer, finish, waits } = setUp(failing(new ParkError('never')), parking)
    expect(await finish(consumer.accept(record(encodeCloudEvent(left(1)))))).toBe('parked')
    expect(waits).toHaveLength(20)
    expect(parking.events).toHaveLength(1)
  })

  test('is tried for a malformed record as well', async () => {
    const parking = unreliable(3)
    const { consumer, finish, waits } = setUp(async () => {}, parking)
    expect(await finish(consumer.accept(record('nonsense')))).toBe('parked')
    expect(waits).toEqual([50, 100, 200])
    expect(parking.events).toHaveLength(1)
  })

  test('is given up when the consumer is closed: the event has to come again', async () => {
    const parking = unreliable(1_000)
    const { consumer } = setUp(async () => {}, parking)
    const outcome = consumer.accept(record('nonsense'))
    await setImmediate()
    consumer.close()
    expect(await outcome).toBe('abandoned')
    expect(parking.events).toEqual([])
  })
})

describe('closing', () => {
  test('ends the waits between tries: what was not handled has to come again', async () => {
    const { consumer, clock, parked } = setUp(failing(...Array.from({ length: 100 }, busy)))
    const outcome = consumer.accept(record(encodeCloudEvent(left(1))))
    await setImmediate()
    consumer.close()
    expect(await outcome).toBe('abandoned')
    expect(clock.untilNext()).toBeUndefined()
    expect(await parked()).toEqual([])
  })

  test('does not cut short what is being handled', async () => {
    const gate = Promise.withResolvers<void>()
    const { consumer } = setUp(() => gate.promise)
    const outcome = consumer.accept(record(encodeCloudEvent(left(1))))
    consumer.close()
    gate.resolve()
    expect(await outcome).toBe('handled')
  })
})

describe('an event that is to be diverted', () => {
  const arrived = record(encodeCloudEvent(left(1)))
  const fail = async () => {
    throw new Error('it must not be handled')
  }

  test('is handled where nothing is to be done instead', async () => {
    const seen: unknown[] = []
    const { consumer } = setUp(
      async (event) => void seen.push(event),
      createMemoryParking(),
      () => undefined,
    )
    expect(await consumer.accept(arrived)).toBe('handled')
    expect(seen).toEqual([left(1)])
  })

  test('is done with when the work instead of it has succeeded, however often that takes', async () => {
    let tries = 0
    const { consumer, finish, parked } = setUp(fail, createMemoryParking(), () => async () => {
      tries += 1
      if (tries < 20) throw new TypeError('even this')
    })
    expect(await finish(consumer.accept(arrived))).toBe('handled')
    expect(tries).toBe(20)
    expect(await parked()).toEqual([])
  })

  test('comes again when the consumer is closed before that', async () => {
    const { consumer, finish } = setUp(fail, createMemoryParking(), () => () => Promise.reject(gone()))
    const outcome = consumer.accept(arrived)
    await setImmediate()
    consumer.close()
    expect(await finish(outcome)).toBe('abandoned')
  })

  test('is parked with the reason for that, and with the record as it came', async () => {
    const parked: ParkedEvent[] = []
    const parking = { ...createMemoryParking(), park: async (event: ParkedEvent) => void parked.push(event) }
    const { consumer } = setUp(fail, parking, () => 'misplaced')
    const original = { key: Buffer.from('a'), value: arrived.bytes, headers: { own: 'header' } }
    expect(await consumer.accept({ ...arrived, original })).toBe('parked')
    expect(parked).toEqual([expect.objectContaining({ reason: 'misplaced', group: 'group', original })])
    expect(JSON.parse(parked[0]?.bytes ?? '')).toEqual(encodeCloudEvent(left(1)))
  })
})
