import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createLocalBus, createMemoryParking, soleOwnership } from '@waitlist/bus'
import { createMemoryLog, silentLogger } from '@waitlist/event-log'
import { signClaimToken } from '@waitlist/service-kit'
import { builtInSettings } from '@waitlist/service-kit/default-settings'
import { createMemoryViews } from '@waitlist/views'
import { createNotificationService, createOutbox, type Message, type NoticeChannel } from '../src/index.ts'
import { createProvider, isAway } from './provider.ts'
import { createWorld, noticesOf, until, type World } from './rig.ts'
import { createStory, entryOf, offerOf, schedule } from './story.ts'

const config = {
  defaults: builtInSettings,
  publicUrl: 'https://tickets.example',
  claimKeys: [{ id: 'k1', secret: 'x'.repeat(32) }] as const,
  peopleKey: 'y'.repeat(32),
  locale: 'en',
}

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notification-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** The service on a bus of its own, as a process has it. */
async function start(world: World, channel: NoticeChannel = createOutbox(folder)) {
  const log = createMemoryLog(world.storage)
  const bus = createLocalBus({ log, parking: createMemoryParking(), clock: world.clock, logger: silentLogger })
  const service = createNotificationService({
    log,
    bus,
    ownership: soleOwnership,
    views: createMemoryViews(),
    people: world.people,
    clock: world.clock,
    logger: silentLogger,
    config: { ...config, outboxDir: folder },
    channel,
  })
  await service.start()
  await bus.start()
  return {
    service,
    async close() {
      await bus.close()
      await service.close()
      await log.close()
    },
  }
}

async function outbox(): Promise<Message[]> {
  const texts = (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8'))
  return (await Promise.all(texts)).map((text) => JSON.parse(text))
}

const sentTo = (world: World) => noticesOf(world.storage, 'NotificationSent').length

test('an offer ends up in the outbox with its link and token, which stand nowhere in the log', async () => {
  const world = createWorld(['ana'])
  const running = await start(world)
  expect(running.service).toMatchObject({ name: 'notification', routes: [] })
  expect(running.service.ready().ok).toBe(true)
  const story = createStory('show-1')
  story.configured(schedule)
  story.joined('ana', { channels: ['sms'], locale: 'de' })
  story.offered('ana')
  const log = createMemoryLog(world.storage)
  await log.replicate(story.told)
  await until(() => sentTo(world) === 2)
  const [offerId, entryId] = [offerOf('show-1', 'ana'), entryOf('show-1', 'ana')]
  const claimToken = signClaimToken(config.claimKeys, offerId, entryId)
  const message = (await outbox()).find(({ template }) => template === 'offer')
  expect(message).toEqual({
    to: '+4915100',
    channel: 'sms',
    template: 'offer',
    locale: 'de',
    text: expect.stringContaining('Montag, 3. Mai 2027'),
    offerId,
    claimUrl: `https://tickets.example/claim/${offerId}#${claimToken}`,
    claimToken,
  })
  expect(JSON.stringify(world.storage.placed)).not.toContain(claimToken)
  await running.close()
})

test('what was planned is sent by the next process', async () => {
  const world = createWorld()
  const story = createStory('show-1')
  story.joined('ana')
  await createMemoryLog(world.storage).replicate(story.told)
  const first = await start(world)
  await until(() => noticesOf(world.storage, 'NotificationPlanned').length === 1)
  await first.close()
  await world.put(['ana'])
  world.clock.advance(60_000)
  const second = await start(world)
  await until(() => sentTo(world) === 1)
  await second.close()
  expect(await outbox()).toMatchObject([{ to: 'ana@example.org', template: 'joined' }])
})

test('is ready while a provider is away, and says so', async () => {
  const world = createWorld(['ana', 'ben', 'cy', 'dee', 'eli'])
  const provider = createProvider()
  provider.does(isAway, 'sms')
  const running = await start(world, provider)
  const story = createStory('show-1')
  for (const customer of ['ana', 'ben', 'cy', 'dee', 'eli']) story.joined(customer, { channels: ['sms', 'email'] })
  await createMemoryLog(world.storage).replicate(story.told)
  await until(() => running.service.ready().detail !== 'plans and sends')
  expect(running.service.ready()).toEqual({ ok: true, detail: 'plans and sends, but for sms: the provider is away' })
  await running.close()
})

test('a service that never started closes', async () => {
  const world = createWorld()
  const log = createMemoryLog(world.storage)
  const bus = createLocalBus({ log, parking: createMemoryParking(), clock: world.clock, logger: silentLogger })
  const drivers = {
    log,
    bus,
    ownership: soleOwnership,
    views: createMemoryViews(),
    people: world.people,
    clock: world.clock,
  }
  const given = { ...drivers, logger: silentLogger, config: { ...config, outboxDir: folder }, channel: world.channel }
  await createNotificationService(given).close()
  expect(world.clock.untilNext()).toBeUndefined()
})
