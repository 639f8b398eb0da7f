import { afterEach, describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import fc from 'fast-check'
import { createWorld, noticesOf, startProcess, until } from '../../test/rig.ts'
import { createStory, type Story } from '../../test/story.ts'
import { checkpointName } from './contexts.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A planner whose notices stay planned: nobody has an address. */
function start(world = createWorld(), options: Parameters<typeof startProcess>[1] = {}) {
  const process = startProcess(world, options)
  closing.push(process.close)
  return { ...process, world, planned: () => noticesOf(world.storage, 'NotificationPlanned') }
}

/** A busy day of one event; every notice it calls for is independent of the order in which its streams arrive. */
function day(eventId: string): RecordedEvent[] {
  const story = createStory(eventId)
  story.opened()
  for (const customer of ['ana', 'ben', 'cy', 'dee']) story.joined(customer, { channels: ['email', 'sms'] })
  story.offered('ana')
  story.settled('ana', 'offered')
  story.offered('ben')
  story.settled('ben', 'offered')
  story.expired('ana')
  story.settled('ana', 'lapsed')
  story.joined('eli')
  story.left('cy')
  story.fulfilled('ben')
  story.settled('ben', 'purchased')
  story.cameLate('ana')
  story.settled('ana', 'purchased')
  story.offered('dee')
  story.settled('dee', 'offered')
  story.revoked('dee', 'closed')
  return story.told
}

const summary = (notices: readonly { customerId: string; template: string; channel: string }[]) =>
  notices.map(({ customerId, template, channel }) => `${customerId} ${template} ${channel}`).sort()

const ofTheDay = [
  ...['ana', 'ben', 'cy', 'dee'].flatMap((customer) => [`${customer} joined email`, `${customer} joined sms`]),
  ...['ana', 'ben', 'dee'].flatMap((customer) => [`${customer} offer email`, `${customer} offer sms`]),
  ...['ana', 'ben'].flatMap((customer) => [`${customer} purchased email`, `${customer} purchased sms`]),
  'ana expired email',
  'ana expired sms',
  'dee revoked email',
  'dee revoked sms',
  'eli joined email',
].sort()

describe('planning', () => {
  test('plans what the events call for, with their cause and correlation', async () => {
    const { deliver, planned, world } = start()
    const story = createStory('show-1')
    story.joined('ana')
    const offer = story.offered('ana')
    await deliver(story.told)
    expect(summary(planned())).toEqual(['ana joined email', 'ana offer email'])
    expect(world.storage.placed.at(-1)?.event).toMatchObject({
      type: 'NotificationPlanned',
      source: '/waitlist/notification',
      version: 1,
      time: Math.max(offer.time, world.clock.now()),
      causationId: offer.id,
      correlationId: offer.correlationId,
    })
  })

  test('resolves only when what was called for is durable', async () => {
    const { planner, planned } = start()
    const story = createStory('show-1')
    await planner.handle(story.joined('ana'))
    expect(planned()).toHaveLength(1)
    await planner.handle(story.joined('ben'))
    expect(planned()).toHaveLength(2)
  })

  test('events duplicated, shuffled and delivered in parts give the same notices', async () => {
    const events = [...day('show-1'), ...day('show-2')]
    const arrivals = fc
      .subarray(events)
      .chain((again) => fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }))
    await fc.assert(
      fc.asyncProperty(arrivals, fc.nat(events.length), async (arrived, cut) => {
        const { deliver, planned } = start()
        await deliver(arrived.slice(0, cut))
        await deliver(arrived.slice(cut))
        expect(summary(planned().filter(({ eventId }) => eventId === 'show-1'))).toEqual(ofTheDay)
        expect(summary(planned().filter(({ eventId }) => eventId === 'show-2'))).toEqual(ofTheDay)
        expect(new Set(planned().map(({ noticeId }) => noticeId)).size).toBe(planned().length)
      }),
      { numRuns: 60 },
    )
  })

  test('does nothing beyond a gap until it is filled', async () => {
    const { deliver, planned } = start()
    const story = createStory('show-1')
    const [first, second, third] = [story.joined('ana'), story.joined('ben'), story.joined('cy')]
    await deliver([first, third])
    expect(summary(planned())).toEqual(['ana joined email'])
    await deliver([second])
    expect(summary(planned())).toEqual(['ana joined email', 'ben joined email', 'cy joined email'])
  })

  test('an offer that overtakes the join of its holder waits for it', async () => {
    const { deliver, planned } = start()
    const story = createStory('show-1')
    const joined = story.joined('ana', { channels: ['sms'] })
    const offered = story.offered('ana')
    await deliver([offered])
    expect(planned()).toEqual([])
    await deliver([joined])
    expect(summary(planned())).toEqual(['ana joined sms', 'ana offer sms'])
  })

  test('a burst of joins costs few writes', async () => {
    const { deliver, planned, world } = start()
    let appends = 0
    const counted = start(world, {
      fail(operation) {
        if (operation === 'append') appends += 1
        return undefined
      },
    })
    const story = createStory('show-1')
    for (let n = 0; n < 2000; n += 1) story.joined(`customer-${n}`)
    await counted.deliver(story.told)
    expect(planned()).toHaveLength(2000)
    expect(appends).toBeLessThanOrEqual(20)
    await deliver(story.told.slice(0, 1))
    expect(planned()).toHaveLength(2000)
  })
})

describe('a cancellation', () => {
  function cancelledAfter(customers: number): Story {
    const story = createStory('show-1')
    for (let n = 0; n < customers; n += 1) story.joined(`customer-${n}`)
    story.cancelled()
    return story
  }

  test('reaches everybody, in as many writes as it takes', async () => {
    const { deliver, planned } = start()
    await deliver(cancelledAfter(1234).told)
    const told = planned().filter(({ template }) => template === 'cancelled')
    expect(new Set(told.map(({ customerId }) => customerId)).size).toBe(1234)
  })

  test('that is interrupted is taken up again and still tells each person once', async () => {
    const world = createWorld()
    const cancelled = () =>
      noticesOf(world.storage, 'NotificationPlanned').filter(({ template }) => template === 'cancelled')
    const failing = start(world, {
      fail: (operation) => (operation === 'append' && cancelled().length > 0 ? 'after' : undefined),
    })
    const { told } = cancelledAfter(1600)
    await expect(failing.deliver(told)).rejects.toThrow('The log failed')
    expect(cancelled().length).toBeGreaterThan(0)
    expect(cancelled().length).toBeLessThan(1600)
    failing.log.sever()
    await start(world).deliver(told)
    expect(cancelled()).toHaveLength(1600)
    expect(new Set(cancelled().map(({ customerId }) => customerId)).size).toBe(1600)
  })

  test('that comes before the last of the offers silences them', async () => {
    const { deliver, planned } = start()
    const story = createStory('show-1')
    story.joined('ana')
    story.offered('ana')
    story.settled('ana', 'offered')
    await deliver(story.told)
    const before = planned().length
    const since = [story.expired('ana'), story.cancelled(), story.cameLate('ana')]
    await deliver(since)
    expect(summary(planned().slice(before))).toEqual(['ana cancelled email'])
  })
})

describe('a new process', () => {
  test('reacts to what the last one had not reacted to, and to nothing else', async () => {
    const world = createWorld()
    const story = createStory('show-1')
    const first = start(world)
    story.joined('ana')
    story.offered('ana')
    await first.deliver(story.told)
    first.log.sever()
    const second = start(world)
    await second.deliver([...story.told, story.expired('ana')])
    expect(summary(second.planned())).toEqual(['ana expired email', 'ana joined email', 'ana offer email'])
  })

  test('plans again what was planned when the checkpoint was lost, under the same ids', async () => {
    const world = createWorld()
    const first = start(world)
    await first.deliver(day('show-1'))
    const before = summary(first.planned())
    first.log.sever()
    world.storage.checkpoints.clear()
    const second = start(world)
    await second.deliver(day('show-1'))
    expect(summary(second.planned())).toEqual(before)
    expect(before).toEqual(ofTheDay)
  })

  test('knows the entries of before without being told of them again', async () => {
    const world = createWorld()
    const story = createStory('show-1')
    for (let n = 0; n < 1100; n += 1) story.joined(`customer-${n}`, { channels: n === 700 ? ['sms'] : ['email'] })
    const first = start(world)
    await first.deliver(story.told)
    first.log.sever()
    const second = start(world)
    await second.deliver([story.offered('customer-700')])
    expect(summary(second.planned().slice(-1))).toEqual(['customer-700 offer sms'])
    expect(world.storage.checkpoints.get(checkpointName('waitlist', 'show-1'))).toBe(1100)
    expect(world.storage.checkpoints.get(checkpointName('release', 'show-1'))).toBe(1)
  })
})

describe('when the log fails', () => {
  test.each(['before', 'after'] as const)(
    '%s writing, the event is refused and the next try plans it once',
    async (when) => {
      const failures: (typeof when | undefined)[] = [when]
      const { deliver, planned } = start(undefined, {
        fail: (operation) => (operation === 'append' ? failures.shift() : undefined),
      })
      const story = createStory('show-1')
      story.joined('ana')
      await expect(deliver(story.told)).rejects.toThrow('The log failed')
      await deliver(story.told)
      expect(summary(planned())).toEqual(['ana joined email'])
    },
  )

  test('while a context is loaded, the next try loads it', async () => {
    const failures: ('before' | undefined)[] = ['before']
    const { deliver, planned } = start(undefined, {
      fail: (operation) => (operation === 'checkpoint' ? failures.shift() : undefined),
    })
    const story = createStory('show-1')
    story.joined('ana')
    await expect(deliver(story.told)).rejects.toThrow('The log failed')
    await deliver(story.told)
    expect(planned()).toHaveLength(1)
  })
})

describe('a look at an event', () => {
  test('shows what the log holds, though nobody was told of it in this process', async () => {
    const world = createWorld()
    const story = createStory('show-1')
    story.joined('ana')
    story.offered('ana')
    const first = start(world)
    await first.deliver(story.told)
    await first.log.replicate([story.claimed('ana')])
    first.log.sever()
    const second = start(world)
    const context = await second.planner.look('show-1')
    expect(context).toMatchObject({ waitlistVersion: 1, releaseVersion: 2 })
    expect([...context.offers.values()]).toMatchObject([{ endsAt: Date.parse('2027-05-02T11:00:00.000Z') }])
  })

  test('at an event that nobody knows shows nothing', async () => {
    const { planner } = start()
    expect((await planner.look('show-9')).members.rows.size).toBe(0)
  })
})

test('closing waits for what is being planned', async () => {
  const { planner, planned } = start()
  const story = createStory('show-1')
  const handled = planner.handle(story.joined('ana'))
  await planner.close()
  await handled
  await until(() => planned().length === 1)
})
