import { expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { createRandom, type Random } from '@waitlist/testkit/world/random'
import fc from 'fast-check'
import { createContext, foldContext } from '../src/domain/context.ts'
import { createWorld, noticesOf, quiet, startProcess, until, type World } from './rig.ts'
import { called, createStory } from './story.ts'

const customers = ['ana', 'ben', 'cy', 'dee', 'eli']

/** What happened at one event, with all notices that it calls for. */
function storyOf(eventId: string) {
  const story = createStory(eventId)
  story.opened()
  for (const customer of customers) story.joined(customer, { channels: ['email', 'sms'] })
  for (const customer of ['ana', 'ben', 'cy']) {
    story.offered(customer)
    story.settled(customer, 'offered')
  }
  story.expired('ana')
  story.settled('ana', 'lapsed')
  story.fulfilled('ben')
  story.settled('ben', 'purchased')
  story.left('eli')
  story.revoked('cy', 'closed')
  story.cameLate('ana')
  const context = createContext(eventId)
  const ids = story.told.flatMap((event) => {
    const notices = called(event, context, story)
    foldContext(context, event)
    return notices.map(({ noticeId }) => noticeId)
  })
  return { told: story.told, ids }
}

/** One process after another is told parts of what happened, on a log and a channel that fail, until it is killed. */
async function chaos(world: World, events: readonly RecordedEvent[], random: Random): Promise<void> {
  const channel = {
    ...world.channel,
    async send(...message: Parameters<World['channel']['send']>) {
      if (random.percent(15)) throw new Error('before')
      const delivery = await world.channel.send(...message)
      if (random.percent(15)) throw new Error('after')
      return delivery
    },
  }
  const fail = () => (random.percent(10) ? random.pick(['before', 'after'] as const) : undefined)
  for (let life = 0; life < 4; life += 1) {
    const process = startProcess(world, { channel, fail })
    process.sender.poke()
    const parts = Array.from({ length: 6 }, () => events.filter(() => random.percent(30)))
    const told = parts.map((part) => process.deliver(part.toSorted(() => random.next() - 0.5)).catch(() => {}))
    if (random.percent(50)) await Promise.race([quiet(), Promise.all(told)])
    else await Promise.all(told)
    if (random.percent(70)) world.clock.advance(random.below(5000))
    process.log.sever()
    await process.close()
  }
}

test('whatever fails and whenever a process dies, each notice is planned once, and sent or given up once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const random = createRandom(seed)
      const world = createWorld(customers)
      const stories = ['show-1', 'show-2'].map(storyOf)
      const events = stories.flatMap(({ told }) => told)
      await chaos(world, events, random)

      const last = startProcess(world)
      await last.deliver(events)
      last.sender.poke()
      const ended = () => [
        ...noticesOf(world.storage, 'NotificationSent'),
        ...noticesOf(world.storage, 'NotificationFailed'),
      ]
      const expected = stories.flatMap(({ ids }) => ids).sort()
      await until(() => {
        world.clock.advance(60_000)
        return ended().length >= expected.length
      })
      await last.close()

      const planned = noticesOf(world.storage, 'NotificationPlanned')
      expect(planned.map(({ noticeId }) => noticeId).sort()).toEqual(expected)
      expect(
        ended()
          .map(({ noticeId }) => noticeId)
          .sort(),
      ).toEqual(expected)
      const sent = new Set(world.sent.map(({ noticeId }) => noticeId))
      for (const { noticeId } of noticesOf(world.storage, 'NotificationSent')) expect(sent).toContain(noticeId)
      const reasons = noticesOf(world.storage, 'NotificationFailed').map(({ reason }) => reason)
      expect(new Set(['offer ended', 'entry ended', ...reasons]).size).toBe(2)
    }),
    { numRuns: 25 },
  )
})
