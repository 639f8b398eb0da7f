import { afterEach, describe, expect, test } from '@jest/globals'
import { createWorld, noticesOf, quiet, startProcess, until, type World } from '../../test/rig.ts'
import { createStory, offerOf, type Story } from '../../test/story.ts'
import type { Delivery, NoticeChannel } from '../channels/notice-channel.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

type Options = Parameters<typeof startProcess>[1]

/** A process that has been told a story. */
async function processOf(world: World, tell: (story: Story) => void, options: Options = {}) {
  const process = startProcess(world, options)
  closing.push(process.close)
  const story = createStory('show-1')
  tell(story)
  await process.deliver(story.told)
  return { ...process, story }
}

const count = (world: World, type: 'NotificationPlanned' | 'NotificationSent' | 'NotificationFailed') =>
  noticesOf(world.storage, type).length

const anaJoins = (story: Story) => story.joined('ana', { channels: ['email', 'sms'] })
const anaIsOffered = (story: Story) => {
  anaJoins(story)
  story.offered('ana')
}

/** A channel that answers, or fails, in turn as it is told; after that it accepts. */
function channelThat(world: World, ...answers: (Delivery | Error)[]): NoticeChannel {
  return {
    ...world.channel,
    async send(noticeId, message, customerId) {
      const answer = answers.shift()
      if (answer instanceof Error) throw answer
      await world.channel.send(noticeId, message, customerId)
      return answer ?? { status: 'accepted' }
    },
  }
}

describe('a planned notice', () => {
  test('is sent to the address of its channel, and that is recorded', async () => {
    const world = createWorld(['ana'])
    await processOf(world, anaIsOffered)
    await until(() => count(world, 'NotificationSent') === 4)
    expect(world.sent.map(({ message }) => [message.template, message.to]).sort()).toEqual([
      ['joined', '+4915100'],
      ['joined', 'ana@example.org'],
      ['offer', '+4915100'],
      ['offer', 'ana@example.org'],
    ])
    const planned = noticesOf(world.storage, 'NotificationPlanned')
    for (const { locale: _, ...notice } of planned) {
      expect(noticesOf(world.storage, 'NotificationSent')).toContainEqual({ ...notice, attempt: 1 })
    }
    const events = world.storage.placed.map(({ event }) => event).filter(({ stream }) => stream.startsWith('notice:'))
    for (const sent of events.filter(({ version }) => version === 2)) {
      const before = events.find(({ id }) => id === `${sent.stream}@1`) as (typeof events)[number]
      expect(sent).toMatchObject({ causationId: before.id, correlationId: before.correlationId })
      expect(sent.time).toBeGreaterThanOrEqual(before.time)
    }
  })

  test('is not owed any more once it was sent', async () => {
    const world = createWorld(['ana'])
    const { log, sender } = await processOf(world, anaIsOffered)
    await until(() => count(world, 'NotificationSent') === 4)
    expect(await log.nextWake('notice:')).toBeUndefined()
    sender.poke()
    await quiet()
    expect(world.sent).toHaveLength(4)
  })

  test('with a deadline goes before those that only confirm', async () => {
    const world = createWorld(Array.from({ length: 100 }, (_, n) => `customer-${n}`))
    const first = startProcess(world)
    await first.sender.close()
    const story = createStory('show-1')
    for (let n = 0; n < 100; n += 1) story.joined(`customer-${n}`)
    story.offered('customer-99')
    await first.deliver(story.told)
    const second = startProcess(world)
    closing.push(second.close)
    second.sender.poke()
    await until(() => count(world, 'NotificationSent') === 101)
    expect(world.sent.findIndex(({ message }) => message.template === 'offer')).toBe(0)
  })

  test('refused by the provider is never sent again', async () => {
    const world = createWorld(['ana'])
    const refusal = { status: 'refused', reason: 'no such mailbox' } as const
    await processOf(world, (story) => story.joined('ana'), { channel: channelThat(world, refusal) })
    await until(() => count(world, 'NotificationFailed') === 1)
    expect(noticesOf(world.storage, 'NotificationFailed')[0]).toMatchObject({ reason: 'no such mailbox' })
    world.clock.advance(3_600_000)
    await quiet()
    expect(world.sent).toHaveLength(1)
  })

  test('that nobody wrote a template for is given up', async () => {
    const world = createWorld(['ana'])
    const { log } = startProcess(world)
    const first = await processOf(createWorld(), (story) => story.joined('ana'))
    const [planned] = await first.log.read((await first.log.owing('notice:', Infinity, 1))[0]?.stream as string, 1, 1)
    const { stream, version: _, ...event } = planned as NonNullable<typeof planned>
    const events = [{ ...event, data: { ...event.data, template: 'reminder' } }]
    await log.append([{ id: 'c', stream, firstVersion: 1, events, commands: [], wakeAt: 1 }])
    const { sender } = await processOf(world, () => {})
    sender.poke()
    await until(() => count(world, 'NotificationFailed') === 1)
    expect(noticesOf(world.storage, 'NotificationFailed')[0]).toMatchObject({ reason: 'no template reminder' })
  })
})

describe('a notice that cannot be sent now', () => {
  test('is tried again, later each time, and counted', async () => {
    const world = createWorld(['ana'])
    const channel = channelThat(world, new Error('timeout'), new Error('timeout'))
    const { lines } = await processOf(world, (story) => story.joined('ana'), { channel })
    const waits = () => lines.filter(({ message }) => message === 'notice waits').length
    await until(() => waits() === 1)
    world.clock.advance(499)
    await quiet()
    expect(waits()).toBe(1)
    world.clock.advance(501)
    await until(() => waits() === 2)
    world.clock.advance(2000)
    await until(() => count(world, 'NotificationSent') === 1)
    expect(noticesOf(world.storage, 'NotificationSent')[0]).toMatchObject({ attempt: 3 })
  })

  test('is not forgotten when its time comes just while the next one is looked for', async () => {
    const world = createWorld(['ana'])
    const fail = (operation: string) => {
      if (operation === 'nextWake') world.clock.advance(1000)
      return undefined
    }
    const channel = channelThat(world, new Error('timeout'))
    await processOf(world, (story) => story.joined('ana'), { channel, fail })
    await until(() => count(world, 'NotificationSent') === 1)
  })

  test('holds up no other', async () => {
    const world = createWorld(['ana', 'ben', 'cy'])
    const channel = channelThat(world, new Error('timeout'))
    await processOf(world, (story) => ['ana', 'ben', 'cy'].map((customer) => story.joined(customer)), { channel })
    await until(() => count(world, 'NotificationSent') === 2)
    world.clock.advance(1000)
    await until(() => count(world, 'NotificationSent') === 3)
  })

  test('for want of an address waits until there is one', async () => {
    const world = createWorld()
    const { lines } = await processOf(world, (story) => story.joined('ana', { channels: ['sms'] }))
    await until(() => lines.length === 1)
    expect(lines).toMatchObject([{ level: 'warn', message: 'notice waits', reason: 'no address' }])
    await world.put(['ana'])
    world.clock.advance(1000)
    await until(() => count(world, 'NotificationSent') === 1)
    expect(world.sent).toMatchObject([{ message: { to: '+4915100' } }])
  })

  test('for want of an address is given up after a day, once it has been looked for again', async () => {
    const world = createWorld()
    const { lines } = await processOf(world, (story) => story.joined('ana'))
    await until(() => lines.length === 1)
    world.clock.advance(86_400_000)
    await until(() => count(world, 'NotificationFailed') === 1)
    expect(noticesOf(world.storage, 'NotificationFailed')[0]).toMatchObject({ reason: 'given up: no address' })
  })

  test('because the log is away is sent when the log is back', async () => {
    const world = createWorld(['ana'])
    let away = true
    const fail = (operation: string) => (away && operation === 'owing' ? 'before' : undefined)
    const { lines } = await processOf(world, (story) => story.joined('ana'), { fail })
    await until(() => lines.length === 1)
    expect(lines).toMatchObject([{ level: 'error', failure: 'The log failed: owing' }])
    away = false
    world.clock.advance(1000)
    await until(() => count(world, 'NotificationSent') === 1)
  })
})

describe('what happened since a notice was planned', () => {
  test('ends an offer before it is sent', async () => {
    const world = createWorld()
    const { story, deliver, lines } = await processOf(world, anaIsOffered)
    await until(() => lines.length === 4)
    await deliver([story.declined('ana')])
    await world.put(['ana'])
    world.clock.advance(1000)
    await until(() => count(world, 'NotificationSent') + count(world, 'NotificationFailed') === 4)
    expect(noticesOf(world.storage, 'NotificationFailed')).toMatchObject([
      { template: 'offer', reason: 'offer ended' },
      { template: 'offer', reason: 'offer ended' },
    ])
    expect(world.sent.map(({ message }) => message.template)).toEqual(['joined', 'joined'])
  })

  test('is seen by a new process, which knows only the log', async () => {
    const world = createWorld()
    const first = await processOf(world, anaIsOffered)
    await first.deliver([first.story.declined('ana')])
    first.log.sever()
    await world.put(['ana'])
    world.clock.advance(60_000)
    const second = startProcess(world)
    closing.push(second.close)
    second.sender.poke()
    await until(() => count(world, 'NotificationSent') + count(world, 'NotificationFailed') === 4)
    expect(world.sent.map(({ message }) => message.template)).toEqual(['joined', 'joined'])
  })

  test('leaves only the news of the cancellation to be sent', async () => {
    const world = createWorld()
    const { story, deliver, lines } = await processOf(world, anaIsOffered)
    await until(() => lines.length === 4)
    await deliver([story.cancelled()])
    await world.put(['ana'])
    world.clock.advance(60_000)
    await until(() => count(world, 'NotificationSent') + count(world, 'NotificationFailed') === 6)
    expect(world.sent.map(({ message }) => message.template)).toEqual(['cancelled', 'cancelled'])
  })
})

describe('a crash', () => {
  test('between planning and sending loses nothing', async () => {
    const world = createWorld(['ana'])
    const channel: NoticeChannel = { ...world.channel, send: () => new Promise(() => {}) }
    const first = startProcess(world, { channel })
    const story = createStory('show-1')
    anaIsOffered(story)
    await first.deliver(story.told)
    first.log.sever()
    const second = startProcess(world)
    closing.push(second.close)
    second.sender.poke()
    await until(() => count(world, 'NotificationSent') === 4)
    expect(new Set(world.sent.map(({ noticeId }) => noticeId)).size).toBe(4)
  })

  test('between sending and recording sends again under the same id, and records it once', async () => {
    const world = createWorld(['ana'])
    const fail = (operation: string) => (operation === 'append' && world.sent.length > 0 ? 'before' : undefined)
    const first = startProcess(world, { fail })
    await first.deliver([createStory('show-1').joined('ana')])
    await until(() => first.lines.some(({ level }) => level === 'error'))
    first.log.sever()
    const second = startProcess(world)
    closing.push(second.close)
    second.sender.poke()
    await until(() => count(world, 'NotificationSent') === 1)
    expect(world.sent).toHaveLength(2)
    expect(new Set(world.sent.map(({ noticeId }) => noticeId)).size).toBe(1)
  })

  test('of whoever else sent it meanwhile is no harm', async () => {
    const world = createWorld(['ana'])
    const one = startProcess(world)
    const other = startProcess(world)
    closing.push(one.close, other.close)
    const story = createStory('show-1')
    anaIsOffered(story)
    await Promise.all([one.deliver(story.told), other.deliver(story.told)])
    await until(() => count(world, 'NotificationSent') === 4)
    await quiet()
    expect(count(world, 'NotificationPlanned')).toBe(4)
    expect(count(world, 'NotificationSent')).toBe(4)
    expect(new Set(world.sent.map(({ noticeId }) => noticeId)).size).toBe(4)
  })
})

describe('many notices', () => {
  test('are sent in parts, between which the process does other things', async () => {
    const world = createWorld(Array.from({ length: 600 }, (_, n) => `customer-${n}`))
    let underWay = 0
    let most = 0
    const channel: NoticeChannel = {
      ...world.channel,
      async send(noticeId, message, customerId) {
        underWay += 1
        most = Math.max(most, underWay)
        await quiet()
        underWay -= 1
        return world.channel.send(noticeId, message, customerId)
      },
    }
    await processOf(
      world,
      (story) => {
        for (let n = 0; n < 600; n += 1) story.joined(`customer-${n}`)
      },
      { channel },
    )
    await until(() => count(world, 'NotificationSent') === 600)
    expect(most).toBeLessThanOrEqual(16)
    expect(world.sent).toHaveLength(600)
  })
})

describe('the lines of the log', () => {
  test('name a notice by id, channel and template, never a person or a token', async () => {
    const world = createWorld(['ana'])
    const { lines } = await processOf(world, anaIsOffered)
    await until(() => lines.length === 4)
    const planned = noticesOf(world.storage, 'NotificationPlanned')
    for (const { noticeId, channel, template } of planned) {
      const told = { level: 'info', message: 'notice sent', notice: noticeId, channel, template }
      expect(lines).toContainEqual({ ...told, traceId: expect.stringMatching(/^request-/) })
    }
    expect(JSON.stringify(lines)).not.toMatch(/ana|example|\+49|k1\./)
  })

  test('say of a failure only what kind it is', async () => {
    const world = createWorld(['ana'])
    const channel = channelThat(world, new TypeError('cannot reach ana@example.org'))
    const { lines } = await processOf(world, (story) => story.joined('ana'), { channel })
    await until(() => lines.length === 1)
    expect(lines[0]).toMatchObject({ message: 'notice waits', reason: 'TypeError' })
    expect(JSON.stringify(lines)).not.toContain('ana@')
  })
})

test('no event carries an address or a token', async () => {
  const world = createWorld(['ana'])
  await processOf(world, anaIsOffered)
  await until(() => count(world, 'NotificationSent') === 4)
  expect(JSON.stringify(world.storage.placed)).not.toMatch(/@example|\+49|k1\./)
  expect(world.sent.map(({ message }) => message.claimToken)).toContain(
    `k1.${offerOf('show-1', 'ana')}.${noticesOf(world.storage, 'NotificationPlanned')[0]?.entryId}`,
  )
})

test('closing ends what is being sent and starts nothing more', async () => {
  const world = createWorld(['ana'])
  const { sender, story, deliver } = await processOf(world, anaIsOffered)
  await sender.close()
  const sent = world.sent.length
  await deliver([story.expired('ana')])
  sender.poke()
  await quiet()
  expect(world.sent).toHaveLength(sent)
  expect(world.clock.untilNext()).toBeUndefined()
})
