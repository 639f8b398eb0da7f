import { afterEach, describe, expect, test } from '@jest/globals'
import { createWorld, noticesOf, quiet, startProcess, until, type World } from '../../test/rig.ts'
import { createStory } from '../../test/story.ts'
import type { NoticeChannel } from '../channels/notice-channel.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A process in which ana and ben have joined; messages go to this channel. */
async function processWith(world: World, channel: Partial<NoticeChannel>) {
  const process = startProcess(world, { channel: { ...world.channel, ...channel } })
  closing.push(process.close)
  world.people.onErase(process.sender.forget)
  const story = createStory('show-1')
  story.joined('ana')
  story.joined('ben')
  await process.deliver(story.told)
  return process
}

const reasons = (world: World) => noticesOf(world.storage, 'NotificationFailed').map(({ reason }) => reason)
const sentTo = (world: World) => world.sent.map(({ message }) => message.to).sort()

describe('of a customer who is erased', () => {
  test.each([true, false])('what waits for its provider is given up, a newer address or not (%s)', async (newer) => {
    const world = createWorld(['ana', 'ben'])
    let away = true
    await processWith(world, {
      send: async (...message) =>
        away ? { status: 'not-sent', reason: 'away', away: true } : world.channel.send(...message),
    })
    await quiet()
    await world.people.erase('ana', world.clock.now())
    if (newer) await world.put(['ana'])
    away = false
    world.clock.advance(3_600_000)
    await until(() => world.sent.length === 1 && reasons(world).length === 1)
    expect([sentTo(world), reasons(world)]).toEqual([['ben@example.org'], ['customer erased']])
  })

  test('what is planned later is sent to the address that is there then', async () => {
    const world = createWorld(['ben'])
    await world.people.erase('ana', world.clock.now() - 1)
    await world.put(['ana'])
    await processWith(world, {})
    await until(() => world.sent.length === 2)
    expect(sentTo(world)).toEqual(['ana@example.org', 'ben@example.org'])
  })

  test.each([true, false])('the erasure waits for what is on its way (repeats recognised: %s)', async (recognises) => {
    const world = createWorld(['ana'])
    const arrived = Promise.withResolvers<void>()
    const happened: string[] = []
    await processWith(world, {
      recognisesRepeats: () => recognises,
      async send(...message) {
        await arrived.promise
        happened.push(`sent to ${message[2]}`)
        return world.channel.send(...message)
      },
      async forget(customerId) {
        happened.push(`${customerId} forgotten`)
        return 1
      },
    })
    await quiet()
    const erasing = world.people.erase('ana', world.clock.now())
    void erasing.then(({ messages }) => happened.push(`erased with ${messages}`))
    await quiet()
    expect(happened).toEqual([])
    arrived.resolve()
    await erasing
    expect(happened.slice(0, 2)).toEqual(['sent to ana', 'ana forgotten'])
    expect(happened.slice(2)).toContain('erased with 1')
    expect(happened.lastIndexOf('sent to ana')).toBe(0)
  })

  test('nothing is left by a process that is not told', async () => {
    const world = createWorld(['ana'])
    const forgotten: string[] = []
    const process = startProcess(world, {
      channel: {
        ...world.channel,
        async send(...message) {
          // Another process is told now, and has looked already.
          await world.people.erase('ana', world.clock.now())
          return world.channel.send(...message)
        },
        async forget(customerId) {
          forgotten.push(customerId)
          return 1
        },
      },
    })
    closing.push(process.close)
    const story = createStory('show-1')
    story.joined('ana')
    await process.deliver(story.told)
    await until(() => forgotten.length === 1)
    expect(forgotten).toEqual(['ana'])
  })
})
