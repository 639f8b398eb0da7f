import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { partitionOf, type RecordedEvent } from '@waitlist/contracts'
import { describeWith } from '@waitlist/testkit/engines/describe-with'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { commit, followed, named, step } from '../src/contract/harness.ts'
import type { EventLog } from '../src/port.ts'
import { type MongoProcesses, mongoProcesses } from './mongo-processes.ts'

describeWith('mongo', 'the event log in MongoDB, among processes', (url) => {
  let processes: MongoProcesses
  let open: MongoProcesses['open']
  beforeEach(async () => {
    processes = await mongoProcesses(url)
    open = processes.open
  })
  afterEach(() => processes.dispose())

  const pendingIds = async (log: EventLog) => (await log.pending(100)).map(({ id }) => id)

  describe('writing', () => {
    test('of many that take a version at once one is there, the others are in conflict', async () => {
      const logs = await Promise.all(Array.from({ length: 8 }, () => open()))
      for (let version = 1; version <= 10; version++) {
        const results = await Promise.all(
          logs.map((log, at) => log.append([commit('waitlist:a', version, [`${version} of ${at}`])])),
        )
        const statuses = results.flat().map(({ status }) => status)
        expect(statuses.toSorted()).toEqual(['committed', ...Array(7).fill('conflict')])
      }
      const events = await (logs[0] as EventLog).read('waitlist:a', 1, 100)
      expect(events.map(({ version }) => version)).toEqual(Array.from({ length: 10 }, (_, at) => at + 1))
    })

    test('what is remembered of a head is never believed against what another process wrote', async () => {
      const [one, other] = [await open(), await open()]
      await one.append([commit('waitlist:a', 1, ['1'])])
      expect(await other.append([commit('waitlist:a', 2, ['2', '3'])])).toEqual([{ status: 'committed' }])
      for (const version of [2, 3, 5]) {
        expect(await one.append([commit('waitlist:a', version, ['x'])])).toEqual([{ status: 'conflict' }])
      }
      expect(await one.append([commit('waitlist:a', 4, ['4'])])).toEqual([{ status: 'committed' }])
      expect(named(await other.read('waitlist:a', 1, 10))).toEqual(['1:1', '2:2', '3:3', '4:4'])
    })

    test('a command that many answer at once is answered once', async () => {
      const logs = await Promise.all(Array.from({ length: 8 }, () => open()))
      const record = { id: 'key', hash: 'h', receipt: null }
      const results = await Promise.all(
        logs.map((log, at) => log.append([commit(`waitlist:${at}`, 1, ['x'], { commands: [record] })])),
      )
      const statuses = results.flat().map(({ status }) => status)
      expect(statuses.toSorted()).toEqual(['committed', ...Array(7).fill('duplicate')])
      const streams = await (logs[0] as EventLog).streams('waitlist:', '', 10)
      expect(streams).toEqual([{ stream: (await logs[0]?.command('key'))?.stream, version: 1 }])
    })

    test('hundreds of commits, with conflicts and duplicates among them, are told apart', async () => {
      const log = await open()
      const record = (id: string) => ({ id, hash: 'h', receipt: id })
      await log.append(Array.from({ length: 50 }, (_, at) => commit(`waitlist:${at}`, 1, ['x'])))
      await log.append([commit('waitlist:keys', 1, ['x'], { commands: [record('taken')] })])
      const results = await (await open()).append(
        Array.from({ length: 300 }, (_, at) => {
          if (at < 50) return commit(`waitlist:${at}`, 1, ['other'])
          if (at < 60) return commit(`waitlist:${at}`, 1, ['x'], { commands: [record(`k${at}`), record('taken')] })
          return commit(`waitlist:${at}`, 1, ['x'], { commands: [record(`k${at}`)] })
        }),
      )
      expect(results.map(({ status }) => status)).toEqual([
        ...Array(50).fill('conflict'),
        ...Array(10).fill('duplicate'),
        ...Array(240).fill('committed'),
      ])
    })

    test('what one has written the other one reads, at once', async () => {
      const [one, other] = [await open(), await open()]
      for (let version = 1; version <= 20; version++) {
        await one.append([commit('waitlist:a', version, [`${version}`], { id: `c${version}` })])
        expect(named(await other.read('waitlist:a', version, 10))).toEqual([`${version}:${version}`])
        expect(await other.head('waitlist:a')).toBe(version)
        expect(await other.commitAt('waitlist:a', version)).toBe(`c${version}`)
        expect((await other.readAll(0, 100)).length).toBe(version)
      }
    })

    test('followed events that several processes store at once are there once', async () => {
      const logs = await Promise.all(Array.from({ length: 4 }, () => open()))
      const events = Array.from({ length: 60 }, (_, at) => followed('release:a', at + 1))
      await Promise.all(logs.map((log) => log.replicate(events)))
      const [log] = logs as [EventLog]
      expect((await log.readAll(0, 1000)).map(({ event }) => event.version)).toEqual(
        events.map(({ version }) => version),
      )
      expect(await log.streams('release:', '', 10)).toEqual([{ stream: 'release:a', version: 60 }])
    })
  })

  describe('what is owed', () => {
    test('commits of a stream are pending by version, whatever the clocks of their writers say', async () => {
      const [early, late] = [createFakeClock(1_000_000), createFakeClock(9_000_000)]
      const [one, other] = [await open({ clock: late }), await open({ clock: early })]
      await one.append([commit('waitlist:a', 1, ['1'], { id: 'a1' })])
      await other.append([commit('waitlist:b', 1, ['1'], { id: 'b1' })])
      await other.append([commit('waitlist:a', 2, ['2'], { id: 'a2' })])
      await one.append([commit('waitlist:a', 3, ['3'], { id: 'a3' })])
      expect(await pendingIds(other)).toEqual(['b1', 'a1', 'a2', 'a3'])
    })

    test('can be narrowed to the partitions that a process owns', async () => {
      const keys = Array.from({ length: 30 }, (_, at) => `event-${at}`)
      let owned: ReadonlySet<number> = new Set([3, 7])
      const isOwned = (key: string) => owned.has(partitionOf(key))
      const log = await open({ partitions: () => owned })
      await log.append(keys.map((key, at) => commit(`waitlist:${key}`, 1, ['x'], { id: key, wakeAt: 100 + at })))
      const check = async () => {
        const ours = keys.filter(isOwned)
        expect(ours.length).toBeGreaterThan(0)
        expect(await pendingIds(log)).toEqual(ours)
        const owing = await log.owing('waitlist:', 1000, 100)
        expect(owing.map(({ stream }) => stream)).toEqual(ours.map((key) => `waitlist:${key}`))
        expect(await log.nextWake('waitlist:')).toBe(owing[0]?.wakeAt)
      }
      await check()
      owned = new Set([0, 3])
      await check()
      expect(await pendingIds(await open())).toEqual(keys)
      owned = new Set()
      expect([await pendingIds(log), await log.nextWake('waitlist:')]).toEqual([[], undefined])
    })

    test('a log without a relay keeps nothing pending', async () => {
      const log = await open({ outbox: false })
      await log.append([commit('waitlist:a', 1, ['1'])])
      expect(await log.pending(10)).toEqual([])
    })

    test('the moment that a commit brought is known to whoever asks, also when its writer died', async () => {
      const dead = await open()
      await dead.append([commit('waitlist:a', 1, ['1'], { wakeAt: 300 })])
      await dead.append([
        commit('waitlist:a', 2, ['2'], { wakeAt: 200 }),
        commit('waitlist:b', 1, ['1'], { wakeAt: 250 }),
      ])
      const next = await open()
      expect(await next.owing('waitlist:', 1000, 10)).toEqual([
        { stream: 'waitlist:a', wakeAt: 200 },
        { stream: 'waitlist:b', wakeAt: 250 },
      ])
      await dead.append([commit('waitlist:a', 3, ['3'], { wakeAt: null })])
      expect(await next.nextWake('waitlist:')).toBe(250)
    })

    test('the moments that commits brought are noted after a second, and the last one counts', async () => {
      const clock = createFakeClock()
      const log = await open({ clock })
      for (let version = 1; version <= 5; version++) {
        await log.append([commit('waitlist:a', version, ['x'], { wakeAt: 100 * version })])
      }
      const { db } = processes.store
      const brought = () => db.collection('commits').countDocuments({ wake: { $exists: true } })
      expect([await brought(), clock.untilNext()]).toEqual([5, 1000])
      clock.advance(1000)
      while ((await brought()) > 0) await step()
      const rows = await db
        .collection('wakes')
        .find({}, { projection: { _id: 1, wakeAt: 1, version: 1 } })
        .toArray()
      expect(rows).toEqual([{ _id: 'waitlist:a', wakeAt: 500, version: 5 }])
      expect(clock.untilNext()).toBeUndefined()
    })

    test('a moment that is taken back stays taken back, also where an older commit is noted late', async () => {
      const log = await open()
      await log.append([commit('waitlist:a', 1, ['1'], { wakeAt: 300 })])
      await log.setWake('waitlist:a', null, 1)
      // As a process that read the commit before and stalled.
      const { db } = processes.store
      await db
        .collection<{ _id: string }>('commits')
        .updateOne({ _id: 'waitlist:a@0000000001' }, { $set: { wake: 300 } })
      expect(await log.nextWake('waitlist:')).toBeUndefined()
    })
  })

  describe('growth', () => {
    test('of other processes is told to who listens, when the log watches for it', async () => {
      const clock = createFakeClock()
      const [one, other] = [await open(), await open({ clock, watchEvery: 500 })]
      const told: number[] = []
      const goOn = async () => {
        clock.advance(500)
        // The log looks, and only then sets its next timer.
        while (clock.untilNext() === undefined) await step()
      }
      const stop = other.onGrowth(() => told.push(clock.now()))
      await goOn()
      await one.append([commit('waitlist:a', 1, ['1'])])
      expect(told).toEqual([])
      await goOn()
      expect(told).toEqual([clock.now()])
      await goOn()
      expect(told).toHaveLength(1)
      await one.replicate([followed('release:a', 1)])
      await goOn()
      expect(told).toHaveLength(2)
      stop()
      expect(clock.untilNext()).toBeUndefined()
    })
  })

  describe('reading', () => {
    test('brings events to the latest schema, wherever they are read', async () => {
      const upcast = (event: RecordedEvent) => ({ ...event, schema: event.schema + 1 })
      const log = await open({ upcast })
      await log.append([commit('waitlist:a', 1, ['1'])])
      await log.replicate([followed('release:a', 1)])
      const pending = await log.pending(10)
      const read = [...(await log.read('waitlist:a', 1, 1)), ...(await log.read('release:a', 1, 1))]
      const scanned = (await log.readAll(0, 10)).map(({ event }) => event)
      const schemas = [...(pending[0]?.events ?? []), ...read, ...scanned].map(({ schema }) => schema)
      expect(schemas).toEqual([2, 2, 2, 2, 2])
    })

    test('hundreds of commands that are asked for at once each get their own', async () => {
      const log = await open()
      const commands = Array.from({ length: 400 }, (_, at) => ({ id: `k${at}`, hash: `h${at}`, receipt: at }))
      await log.append([
        commit('waitlist:a', 1, ['1'], { commands: commands.slice(0, 200) }),
        commit('waitlist:b', 1, ['1'], { commands: commands.slice(200) }),
      ])
      const asked = Array.from({ length: 1500 }, (_, at) => `k${at}`)
      const found = await Promise.all(asked.map((id) => log.command(id)))
      expect(found.slice(0, 400)).toEqual(
        commands.map((command, at) => ({ ...command, stream: at < 200 ? 'waitlist:a' : 'waitlist:b' })),
      )
      expect(found.slice(400).every((one) => one === undefined)).toBe(true)
    })

    test('an inbound event without a version is in the scan, once, and in no stream', async () => {
      const log = await open()
      const refund = (id: string, more: Partial<RecordedEvent> = {}) => followed('inbound:a', 0, { id, ...more })
      await log.replicate([refund('r-1'), refund('r-2')])
      await log.replicate([refund('r-1'), refund('r-1', { source: '/other' })])
      const scanned = (await log.readAll(0, 10)).map(({ event }) => `${event.source} ${event.id} ${event.version}`)
      expect(scanned).toEqual(['/waitlist/release r-1 0', '/waitlist/release r-2 0', '/other r-1 0'])
      expect([await log.head('inbound:a'), await log.streams('inbound:', '', 10)]).toEqual([0, []])
      expect(await log.read('inbound:a', 1, 10)).toEqual([])
      expect((await log.readAll(0, 10, { key: 'a' })).length).toBe(3)
    })

    test('a stream of many streams and versions is read whole, in pages of any size', async () => {
      const log = await open()
      const sizes = [3, 1, 7, 2, 5]
      let next = 1
      for (const size of sizes) {
        await log.append([
          commit('waitlist:a', next, Array(size).fill('x')),
          commit('waitlist:a.b', next, Array(size).fill('y')),
        ])
        next += size
      }
      for (const limit of [1, 2, 4, 100]) {
        const other = await open()
        const versions: number[] = []
        for (let from = 1; ; ) {
          const page = await other.read('waitlist:a', from, limit)
          versions.push(...page.map(({ version }) => version))
          expect(named(page).every((name) => name.endsWith(':x'))).toBe(true)
          if (page.length < limit) break
          from = (page.at(-1) as RecordedEvent).version + 1
        }
        expect(versions).toEqual(Array.from({ length: next - 1 }, (_, at) => at + 1))
      }
    })
  })
})
