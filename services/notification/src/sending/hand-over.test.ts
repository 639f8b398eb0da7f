import { afterEach, describe, expect, test } from '@jest/globals'
import type { EventData, NoticeType } from '@waitlist/contracts'
import { createProvider, hangs, isAway, isBusy, losesIt, refuses } from '../../test/provider.ts'
import { createWorld, noticesOf, quiet, startProcess, until, type World } from '../../test/rig.ts'
import { createStory, type Story } from '../../test/story.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const DAY_MS = 86_400_000
const LEASE_MS = 30_000

/** A provider, and a process that has been told a story and sends through it. */
async function sending(tell: (story: Story) => void, { customers = ['ana'], provider = createProvider() } = {}) {
  const world = createWorld(customers)
  const process = startProcess(world, { channel: provider })
  closing.push(process.close)
  const story = createStory('show-1')
  tell(story)
  await process.deliver(story.told)
  return { world, provider, story, ...process }
}

const anaJoins = (story: Story) => story.joined('ana')
const anaIsOffered = (story: Story) => {
  story.joined('ana', { channels: ['sms'] })
  story.offered('ana')
}
const many = Array.from({ length: 60 }, (_, n) => `customer-${n}`)
const manyJoin = (story: Story) => many.map((customer) => story.joined(customer))

const count = (world: World, type: NoticeType) => noticesOf(world.storage, type).length

/** The steps of all notices, in the order written, without what names them. */
function steps({ storage }: World) {
  return storage.placed
    .map(({ event }) => event)
    .filter(({ stream, version }) => stream.startsWith('notice:') && version > 1)
    .map(({ type, data }) => {
      const { attempt, ambiguous, reason } = data as Partial<
        EventData<'NotificationSent'> & EventData<'NotificationFailed'>
      >
      return [type, ...(attempt === undefined ? [] : [attempt]), ...(reason === undefined ? [] : [reason]), ambiguous]
    })
}

/** Lets time pass until something is so. */
const afterWhile = (world: World, holds: () => boolean, ms = 1000) =>
  until(() => {
    if (!holds()) world.clock.advance(ms)
    return holds()
  })

describe('a message that a provider', () => {
  test('takes is attempted, on record before it is out, and sent', async () => {
    const provider = createProvider()
    const onRecord: number[] = []
    let world: World | undefined
    provider.does((noticeId) => {
      onRecord.push(world ? count(world, 'NotificationAttempted') : 0)
      return provider.take(noticeId)
    })
    world = createWorld(['ana'])
    const process = startProcess(world, { channel: provider })
    closing.push(process.close)
    await process.deliver([createStory('show-1').joined('ana')])
    await until(() => world !== undefined && count(world, 'NotificationSent') === 1)
    expect(onRecord).toEqual([1])
    expect(steps(world)).toEqual([
      ['NotificationAttempted', 1, undefined],
      ['NotificationSent', 1, undefined],
    ])
    expect(await process.log.nextWake('notice:')).toBeUndefined()
  })

  test('refuses is never given to it again', async () => {
    const provider = createProvider()
    provider.does(refuses)
    const { world } = await sending(anaJoins, { provider })
    await until(() => count(world, 'NotificationFailed') === 1)
    world.clock.advance(DAY_MS)
    await quiet()
    expect(steps(world)).toEqual([
      ['NotificationAttempted', 1, undefined],
      ['NotificationFailed', 'MessageRejected', undefined],
    ])
  })

  test('certainly did not send is tried again, and no repeat is counted', async () => {
    const provider = createProvider()
    provider.doesInTurn(isBusy, isAway)
    const { world } = await sending(anaJoins, { provider })
    await afterWhile(world, () => count(world, 'NotificationSent') === 1)
    expect(steps(world)).toEqual([
      ['NotificationAttempted', 1, undefined],
      ['NotificationDelayed', 1, 'SMTP 450', undefined],
      ['NotificationAttempted', 2, undefined],
      ['NotificationDelayed', 2, 'ECONNREFUSED', undefined],
      ['NotificationAttempted', 3, undefined],
      ['NotificationSent', 3, undefined],
    ])
    expect(provider.received).toHaveLength(1)
  })

  test('may have sent is tried again, and each time is counted', async () => {
    const provider = createProvider()
    const takesItAndAnswersTooLate = (noticeId: string) => {
      provider.take(noticeId)
      return losesIt(noticeId, {} as never)
    }
    provider.doesInTurn(losesIt, isBusy, takesItAndAnswersTooLate)
    const { world, lines } = await sending(anaJoins, { provider })
    await afterWhile(world, () => count(world, 'NotificationSent') === 1)
    expect(steps(world).filter(([type]) => type !== 'NotificationAttempted')).toEqual([
      ['NotificationDelayed', 1, 'TimeoutError', 1],
      ['NotificationDelayed', 2, 'SMTP 450', 1],
      ['NotificationDelayed', 3, 'TimeoutError', 2],
      ['NotificationSent', 4, 2],
    ])
    expect(provider.received).toHaveLength(2)
    expect(lines.at(-1)).toMatchObject({ message: 'notice sent', ambiguous: 2 })
  })

  test('fails with, in whatever way, may have gone out', async () => {
    const provider = createProvider()
    provider.doesInTurn(() => {
      throw new TypeError('ana@example.org')
    })
    const { world, lines } = await sending(anaJoins, { provider })
    await afterWhile(world, () => count(world, 'NotificationSent') === 1)
    expect(noticesOf(world.storage, 'NotificationDelayed')).toMatchObject([{ reason: 'TypeError', ambiguous: 1 }])
    expect(JSON.stringify([lines, world.storage.placed])).not.toContain('ana@')
  })

  test('may have sent and then refuses is counted too', async () => {
    const provider = createProvider()
    provider.doesInTurn(losesIt, refuses)
    const { world } = await sending(anaJoins, { provider })
    await afterWhile(world, () => count(world, 'NotificationFailed') === 1)
    expect(noticesOf(world.storage, 'NotificationFailed')).toMatchObject([{ reason: 'MessageRejected', ambiguous: 1 }])
  })
})

describe('a notice that nobody takes is given up', () => {
  test('after a day', async () => {
    const provider = createProvider()
    provider.does(isBusy)
    const { world } = await sending(anaJoins, { provider })
    await afterWhile(world, () => count(world, 'NotificationFailed') === 1, 60_000)
    expect(noticesOf(world.storage, 'NotificationFailed')).toMatchObject([{ reason: 'given up: SMTP 450' }])
    const tried = provider.given.length
    expect(tried).toBeGreaterThan(30)
    expect(tried).toBeLessThan(250)
    world.clock.advance(DAY_MS)
    await quiet()
    expect(provider.given).toHaveLength(tried)
  })

  test('when it is an offer, at its deadline and not before', async () => {
    const provider = createProvider()
    provider.does(losesIt)
    const { world } = await sending(anaIsOffered, { provider })
    const ended = () => noticesOf(world.storage, 'NotificationFailed').find(({ template }) => template === 'offer')
    const endsAt = Date.parse('2027-05-03T09:00:00.000Z')
    await afterWhile(world, () => world.clock.now() >= endsAt - 2000, 1000)
    expect(ended()).toBeUndefined()
    await afterWhile(world, () => ended() !== undefined, 1000)
    expect(world.clock.now()).toBeLessThan(endsAt + 60_000)
    const attempts = noticesOf(world.storage, 'NotificationAttempted').filter(({ template }) => template === 'offer')
    expect(ended()).toMatchObject({ reason: 'offer ended', ambiguous: attempts.length })
  })

  test('while its provider is away', async () => {
    const provider = createProvider()
    provider.does(isAway)
    const { world } = await sending(manyJoin, { provider, customers: many })
    await afterWhile(world, () => count(world, 'NotificationFailed') === many.length, 60_000)
    const reasons = noticesOf(world.storage, 'NotificationFailed').map(({ reason }) => reason)
    expect(new Set(reasons)).toEqual(new Set(['given up: provider away', 'given up: ECONNREFUSED']))
  })
})

describe('a crash', () => {
  test('between taking a message and recording it lets it be sent again, counted', async () => {
    const world = createWorld(['ana'])
    const provider = createProvider()
    const first = startProcess(world, { channel: provider })
    provider.doesInTurn((noticeId) => {
      first.log.sever()
      return provider.take(noticeId)
    })
    await first.deliver([createStory('show-1').joined('ana')])
    await until(() => provider.received.length === 1)
    await first.close()
    const second = startProcess(world, { channel: provider })
    closing.push(second.close)
    second.sender.poke()
    world.clock.advance(LEASE_MS - 1)
    await quiet()
    // It might be on its way still.
    expect(provider.received).toHaveLength(1)
    world.clock.advance(1)
    await until(() => count(world, 'NotificationSent') === 1)
    expect(provider.received).toHaveLength(2)
    expect(steps(world)).toEqual([
      ['NotificationAttempted', 1, undefined],
      ['NotificationAttempted', 2, 1],
      ['NotificationSent', 2, 1],
    ])
  })

  test('before the attempt is on record sends nothing', async () => {
    const world = createWorld(['ana'])
    const provider = createProvider()
    const fail = (operation: string) =>
      operation === 'append' && count(world, 'NotificationPlanned') > 0 ? ('before' as const) : undefined
    const first = startProcess(world, { channel: provider, fail })
    await first.deliver([createStory('show-1').joined('ana')])
    await until(() => first.lines.some(({ level }) => level === 'error'))
    await first.close()
    expect(provider.given).toEqual([])
  })

  test('of the log, of which the process does not know whether the attempt is on record, sends nothing at once', async () => {
    const world = createWorld(['ana'])
    const provider = createProvider()
    let failing = true
    const fail = (operation: string) =>
      failing && operation === 'append' && count(world, 'NotificationPlanned') > 0 ? ('after' as const) : undefined
    const process = startProcess(world, { channel: provider, fail })
    closing.push(process.close)
    await process.deliver([createStory('show-1').joined('ana')]).catch(() => {})
    process.sender.poke()
    await afterWhile(world, () => count(world, 'NotificationAttempted') === 1)
    expect(provider.given).toEqual([])
    failing = false
    await afterWhile(world, () => count(world, 'NotificationSent') === 1)
    // Nobody can tell it from an attempt whose process died.
    expect(noticesOf(world.storage, 'NotificationSent')).toMatchObject([{ attempt: 2, ambiguous: 1 }])
  })
})

test('two processes at once send each message once', async () => {
  const world = createWorld(many)
  const provider = createProvider()
  const [one, other] = [startProcess(world, { channel: provider }), startProcess(world, { channel: provider })]
  closing.push(one.close, other.close)
  const story = createStory('show-1')
  manyJoin(story)
  await Promise.all([one.deliver(story.told), other.deliver(story.told)])
  await until(() => count(world, 'NotificationSent') === many.length)
  await quiet()
  expect(provider.received.toSorted()).toEqual([...new Set(provider.received)].toSorted())
  expect(provider.received).toHaveLength(many.length)
})

test('what was sent is recorded when the log is back, and not sent again', async () => {
  const world = createWorld(['ana'])
  const provider = createProvider()
  let away = false
  provider.does((noticeId) => {
    away = true
    return provider.take(noticeId)
  })
  const fail = (operation: string) => (away && operation === 'append' ? ('before' as const) : undefined)
  const process = startProcess(world, { channel: provider, fail })
  closing.push(process.close)
  await process.deliver([createStory('show-1').joined('ana')])
  await until(() => process.lines.some(({ level }) => level === 'error'))
  away = false
  await afterWhile(world, () => count(world, 'NotificationSent') === 1)
  expect(provider.received).toHaveLength(1)
  expect(noticesOf(world.storage, 'NotificationSent')).toMatchObject([{ attempt: 1 }])
})

describe('a provider that is away', () => {
  test('is not hammered, keeps nobody else waiting, and gets everything when it is back', async () => {
    const provider = createProvider()
    provider.does(isAway, 'sms')
    const { world, lines, sender } = await sending(
      (story) => many.map((customer) => story.joined(customer, { channels: ['sms', 'email'] })),
      { provider, customers: many },
    )
    await until(() => count(world, 'NotificationSent') === many.length)
    expect(new Set(noticesOf(world.storage, 'NotificationSent').map(({ channel }) => channel))).toEqual(
      new Set(['email']),
    )
    const tried = () => provider.given.length - many.length
    const atFirst = tried()
    // At most what was on its way together, before it was known.
    expect(atFirst).toBeLessThanOrEqual(32)
    expect(sender.away()).toEqual(['sms'])
    for (let second = 0; second < 600; second += 1) {
      world.clock.advance(1000)
      await quiet()
    }
    // One at a time: after pauses of 1, 2, 4 … 60 seconds.
    expect(tried() - atFirst).toBeLessThanOrEqual(16)
    expect(tried() - atFirst).toBeGreaterThanOrEqual(5)
    provider.does(provider.take, 'sms')
    await afterWhile(world, () => count(world, 'NotificationSent') === 2 * many.length)
    expect(sender.away()).toEqual([])
    expect(provider.received).toHaveLength(2 * many.length)
    const said = lines.filter(({ message }) => message.startsWith('provider'))
    expect(said).toEqual([
      { level: 'warn', message: 'provider away, its notices wait', channel: 'sms', reason: 'ECONNREFUSED' },
      { level: 'info', message: 'provider back', channel: 'sms' },
    ])
  }, 60_000)

  test('gets the offers first when it is back', async () => {
    const provider = createProvider()
    provider.does(isAway)
    const { world } = await sending(
      (story) => {
        manyJoin(story)
        story.offered('customer-59')
      },
      { provider, customers: many },
    )
    await until(() => provider.given.length >= 5)
    for (let second = 0; second < 100; second += 1) {
      await quiet()
      world.clock.advance(1000)
    }
    provider.does(provider.take)
    await afterWhile(world, () => count(world, 'NotificationSent') === many.length + 1, 100)
    const sent = noticesOf(world.storage, 'NotificationSent')
    expect(sent.findIndex(({ template }) => template === 'offer')).toBeLessThan(10)
  })

  test('or only slow keeps nobody else waiting', async () => {
    const provider = createProvider()
    provider.does(hangs, 'sms')
    const world = createWorld(many)
    const process = startProcess(world, { channel: provider })
    const story = createStory('show-1')
    for (const customer of many.slice(0, 20)) story.joined(customer, { channels: ['sms', 'email'] })
    await process.deliver(story.told)
    await until(() => count(world, 'NotificationSent') === 20)
    expect(noticesOf(world.storage, 'NotificationSent').every(({ channel }) => channel === 'email')).toBe(true)
  })

  test('does not count as away when it only puts off some', async () => {
    const provider = createProvider()
    provider.does(isBusy)
    const { world, sender } = await sending(manyJoin, { provider, customers: many })
    await until(() => count(world, 'NotificationDelayed') === many.length)
    expect(sender.away()).toEqual([])
  })
})

test('closing waits for what is under way, and starts nothing more', async () => {
  const world = createWorld(['ana', 'ben'])
  const provider = createProvider()
  const answer = Promise.withResolvers<void>()
  provider.does(async (noticeId) => {
    await answer.promise
    return provider.take(noticeId)
  })
  const process = startProcess(world, { channel: provider })
  const story = createStory('show-1')
  await process.deliver([story.joined('ana')])
  await until(() => provider.given.length === 1)
  const closed = process.close()
  await quiet()
  answer.resolve()
  await closed
  expect(count(world, 'NotificationSent')).toBe(1)
  world.clock.advance(DAY_MS)
  await quiet()
  expect(provider.given).toHaveLength(1)
  expect(world.clock.untilNext()).toBeUndefined()
})

test('a channel that recognises repeats needs no record of attempts', async () => {
  const world = createWorld(['ana'])
  const writes: string[] = []
  const process = startProcess(world, { fail: (operation) => void writes.push(operation) })
  closing.push(process.close)
  await process.deliver([createStory('show-1').joined('ana')])
  await until(() => count(world, 'NotificationSent') === 1)
  expect(steps(world)).toEqual([['NotificationSent', 1, undefined]])
  expect(writes.filter((operation) => operation === 'append' || operation === 'setWake')).toEqual(['append', 'append'])
})
