import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { commit, followed } from '../src/contract/harness.ts'
import type { EventLog, PlacedEvent } from '../src/port.ts'
import { type MongoProcesses, mongoProcesses } from './mongo-processes.ts'

describeWith('mongo', 'positions in MongoDB', (url) => {
  let processes: MongoProcesses
  let open: MongoProcesses['open']
  beforeEach(async () => {
    processes = await mongoProcesses(url)
    open = processes.open
  })
  afterEach(() => processes.dispose())

  const idsIn = async (log: EventLog) => (await log.readAll(0, 1000)).map(({ event }) => event.id)
  const caused = (stream: string, version: number, causationId: string) => followed(stream, version, { causationId })

  test('are given by many at once, and whoever follows has seen everything in its order', async () => {
    const writers = await Promise.all(Array.from({ length: 3 }, () => open()))
    const readers = await Promise.all(Array.from({ length: 3 }, () => open()))
    let writing = true
    const follow = async (log: EventLog, limit: number) => {
      const seen: PlacedEvent[] = []
      for (let last = false; ; ) {
        const page = await log.readAll(seen.at(-1)?.position ?? 0, limit)
        seen.push(...page)
        if (page.length < limit && last) return seen
        last = !writing
      }
    }
    const following = Promise.all(readers.map((log, at) => follow(log, [3, 50, 1000][at] as number)))
    const write = async (log: EventLog, at: number) => {
      for (let version = 1; version <= 60; version++) {
        const cause = { causationId: `waitlist:w${(at + 1) % 3}@${version - 1}` }
        const events = version > 1 ? [{ ...(commit('x', 1, ['e']).events[0] as never as object), ...cause }] : undefined
        const more = events ? { events: events as never } : {}
        await log.append([
          commit(`waitlist:w${at}`, version, ['e'], more),
          commit(`release:r${at}`, 2 * version - 1, ['1', '2']),
        ])
      }
    }
    await Promise.all(writers.map(write))
    writing = false
    const seen = await following
    const [whole] = seen as [PlacedEvent[]]
    expect(whole).toHaveLength(3 * 60 * 3)
    for (const one of seen) expect(one).toEqual(whole)
    expect(await (await open()).readAll(0, 10_000)).toEqual(whole)
    const positions = whole.map(({ position }) => position)
    expect(positions).toEqual(positions.map((_, at) => at + 1))
    const stands = new Map(whole.map(({ event }, at) => [event.id, at]))
    for (const { event } of whole) {
      if (event.version > 1) {
        expect(stands.get(`${event.stream}@${event.version - 1}`)).toBeLessThan(stands.get(event.id) as number)
      }
      if (event.causationId) expect(stands.get(event.causationId)).toBeLessThan(stands.get(event.id) as number)
    }
  })

  test('that somebody was about to give when it died are given by the next one, the same', async () => {
    const log = await open()
    await log.append([commit('waitlist:a', 1, ['1', '2']), commit('waitlist:b', 1, ['1'])])
    expect(await log.position()).toBe(3)
    await log.append([commit('waitlist:a', 3, ['3']), commit('waitlist:b', 2, ['2', '3'])])
    // The plan of a dead process: the later document first, half of it carried out.
    const { db } = processes.store
    const places = [
      { _id: 'waitlist:b@0000000002', position: 5 },
      { _id: 'waitlist:a@0000000003', position: 6 },
    ]
    await db
      .collection<{ _id: string }>('placing')
      .updateOne({ _id: 'log' }, { $set: { plan: { id: 'p', through: 6, places } } })
    await db
      .collection<{ _id: string }>('commits')
      .updateOne({ _id: 'waitlist:b@0000000002' }, { $set: { position: 5 }, $unset: { unplaced: '' } })
    expect((await log.readAll(0, 3)).length).toBe(3)
    await log.append([commit('waitlist:c', 1, ['1'])])
    const scans = await Promise.all((await Promise.all([open(), open()])).map((one) => one.readAll(3, 100)))
    for (const scan of scans) {
      expect(scan.map(({ position, event }) => [position, event.id])).toEqual([
        [4, 'waitlist:b@2'],
        [5, 'waitlist:b@3'],
        [6, 'waitlist:a@3'],
        [7, 'waitlist:c@1'],
      ])
    }
    expect(await log.position()).toBe(7)
  })

  test('are given to a long log that nobody has read, in parts', async () => {
    const log = await open()
    const events = Array.from({ length: 3000 }, (_, at) => followed(`release:${at % 40}`, Math.floor(at / 40) + 1))
    await log.replicate(events)
    expect((await log.readAll(0, 10)).length).toBe(10)
    const rest = await (await open()).readAll(0, 10_000)
    expect(rest.map(({ event }) => event.id)).toEqual(events.map(({ id }) => id))
    expect(await log.position()).toBe(3000)
  })

  test('put a cause before its effect, and the line before what was decided on it', async () => {
    const log = await open()
    const offer = followed('release:a', 1, {
      data: { eventId: 'a', lineVersion: 2 },
      causationId: 'r-1',
    } as never as Partial<RecordedEvent>)
    await log.replicate([caused('notice:ntc_aaaaaaa', 1, 'release:a@1'), offer])
    expect(await idsIn(log)).toEqual([])
    await log.replicate([followed('waitlist:a', 2), followed('inbound:a', 0, { id: 'r-1' })])
    expect(await idsIn(log)).toEqual(['r-1'])
    await log.replicate([followed('waitlist:a', 1), followed('waitlist:a', 3)])
    expect(await idsIn(log)).toEqual([
      'r-1',
      'waitlist:a@1',
      'waitlist:a@2',
      'release:a@1',
      'notice:ntc_aaaaaaa@1',
      'waitlist:a@3',
    ])
    // What is placed stays known to a process that begins.
    const next = await open()
    await next.replicate([caused('release:a', 2, 'r-1'), caused('notice:ntc_aaaaaaa', 2, 'release:a@2')])
    expect((await idsIn(next)).slice(-2)).toEqual(['release:a@2', 'notice:ntc_aaaaaaa@2'])
  })

  test('are given after five seconds to what waits for a cause that does not come, and who follows is told', async () => {
    const clock = createFakeClock()
    const warnings: object[] = []
    const logger = { debug() {}, info() {}, error() {}, warn: (fields: object) => void warnings.push(fields) }
    const log = await open({ clock, logger })
    const told: number[] = []
    log.onGrowth(() => told.push(clock.now()))
    await log.replicate([caused('release:a', 1, 'lost'), followed('release:a', 2), followed('release:b', 2)])
    const began = clock.now()
    expect(await idsIn(log)).toEqual([])
    clock.advance(4999)
    expect(await idsIn(log)).toEqual([])
    expect([told, warnings]).toEqual([[began], []])
    clock.advance(1)
    expect(told).toEqual([began, began + 5000])
    // A gap is waited for as long as it takes.
    expect(await idsIn(log)).toEqual(['release:a@1', 'release:a@2'])
    expect(warnings).toEqual([{ events: 1, first: 'release:a@0000000001', needs: ['inbound:a#lost'] }])
    await log.replicate([followed('release:b', 1)])
    expect(await idsIn(log)).toEqual(['release:a@1', 'release:a@2', 'release:b@1', 'release:b@2'])
    expect(clock.untilNext()).toBeUndefined()
  })
})
