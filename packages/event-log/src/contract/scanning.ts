import { expect, test } from '@jest/globals'
import { foldFrom } from '../following.ts'
import type { EventLog, PlacedEvent } from '../port.ts'
import { commit, newEvent } from './harness.ts'

const ids = (placed: readonly PlacedEvent[]) => placed.map(({ event }) => event.id)

async function scanInSteps(
  log: EventLog,
  step: number,
  filter?: Parameters<EventLog['readAll']>[2],
): Promise<PlacedEvent[]> {
  const all: PlacedEvent[] = []
  for (;;) {
    const page = await log.readAll(all.at(-1)?.position ?? 0, step, filter)
    all.push(...page)
    if (page.length < step) return all
  }
}

/** What every driver does with reads over all streams, heads and growth. */
export function scanningContract(open: () => EventLog, reopen: () => Promise<EventLog>): void {
  const noticeData = { noticeId: 'ntc_1', eventId: 'a', entryId: 'n' }
  async function fill(log: EventLog): Promise<void> {
    await log.append([commit('waitlist:a', 1, ['a1', 'a2']), commit('waitlist:b', 1, ['b1'])])
    await log.append([commit('release:a', 1, ['r1'], { events: [newEvent('r1', { type: 'OfferMade' })] })])
    await log.append([
      commit('notice:ntc_1', 1, [], { events: [newEvent('n', { type: 'NotificationPlanned', data: noticeData })] }),
      commit('waitlist:a', 3, ['a3']),
    ])
  }
  const whole = ['waitlist:a@1', 'waitlist:a@2', 'waitlist:b@1', 'release:a@1', 'notice:ntc_1@1', 'waitlist:a@3']

  test('everything comes in commit order, with growing positions, in one go or in any steps', async () => {
    const log = open()
    await fill(log)
    const all = await log.readAll(0, 100)
    expect(ids(all)).toEqual(whole)
    const positions = all.map(({ position }) => position)
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b))
    expect(positions.at(-1)).toBe(await log.position())
    for (const step of [1, 2, 4]) expect(await scanInSteps(log, step)).toEqual(all)
  })

  test('a scan goes on behind a position after the log was opened again', async () => {
    const log = open()
    await fill(log)
    const all = await log.readAll(0, 100)
    const again = await reopen()
    for (const step of [1, 2, 4]) expect(await scanInSteps(again, step)).toEqual(all)
    const position = await again.position()
    expect(await again.readAll(position, 10)).toEqual([])
    await again.append([commit('waitlist:b', 2, ['b2'])])
    expect(ids(await again.readAll(0, 100))).toEqual([...whole, 'waitlist:b@2'])
    expect(ids(await again.readAll(position, 100))).toEqual(['waitlist:b@2'])
  })

  test('a scan can be narrowed to an event (notices by what their data says) and to types', async () => {
    const log = open()
    await fill(log)
    const check = async (on: EventLog) => {
      const ofA = ['waitlist:a@1', 'waitlist:a@2', 'release:a@1', 'notice:ntc_1@1', 'waitlist:a@3']
      expect(ids(await on.readAll(0, 100, { key: 'a' }))).toEqual(ofA)
      expect(ids(await on.readAll(0, 100, { key: 'none' }))).toEqual([])
      expect(ids(await on.readAll(0, 100, { types: ['OfferMade', 'NotificationPlanned'] }))).toEqual([
        'release:a@1',
        'notice:ntc_1@1',
      ])
      expect(ids(await on.readAll(0, 100, { key: 'b', types: ['OfferMade'] }))).toEqual([])
      expect(ids(await on.readAll(0, 100, { key: 'b', types: ['WaitlistJoined'] }))).toEqual(['waitlist:b@1'])
      expect(ids(await on.readAll(0, 100, { types: [] }))).toEqual([])
      for (const step of [1, 2, 3]) expect(ids(await scanInSteps(on, step, { key: 'a' }))).toEqual(ofA)
    }
    await check(log)
    await check(await reopen())
  })

  test('a limit counts what passes the filter', async () => {
    const log = open()
    for (let version = 1; version <= 1200; version++) {
      const type = version % 10 === 1 ? 'OfferMade' : 'TicketsHeld'
      await log.append([commit('release:a', version, [], { events: [newEvent(`${version}`, { type })] })])
    }
    const offers = Array.from({ length: 120 }, (_, at) => `release:a@${10 * at + 1}`)
    const filter = { types: ['OfferMade'] } as const
    const check = async (on: EventLog) => {
      expect(ids(await on.readAll(0, 2, filter))).toEqual(offers.slice(0, 2))
      for (const step of [7, 1000]) expect(ids(await scanInSteps(on, step, filter))).toEqual(offers)
    }
    await check(log)
    await check(await reopen())
  })

  test('a long log is scanned and folded whole, from its tail and from what is stored', async () => {
    const log = open()
    const names = Array.from({ length: 400 }, (_, at) => `${at}`)
    for (let turn = 0; turn < 60; turn++) await log.append([commit('waitlist:a', 1 + turn * 400, names)])
    const check = async (on: EventLog) => {
      const versions = (await scanInSteps(on, 7000)).map(({ event }) => event.version)
      expect(versions).toEqual(Array.from({ length: 24_000 }, (_, at) => at + 1))
      let folded = 0
      expect(await foldFrom(on, 'waitlist:a', 1, ({ version }) => (folded += version === folded + 1 ? 1 : 0))).toBe(
        24_001,
      )
      expect(folded).toBe(24_000)
    }
    await check(log)
    await check(await reopen())
  })

  test('the streams of a kind are listed by name, with their heads, in pages', async () => {
    const log = open()
    await fill(log)
    await log.append([commit('waitlist:a-b', 1, ['x'])])
    const check = async (on: EventLog) => {
      expect(await on.streams('waitlist:', '', 10)).toEqual([
        { stream: 'waitlist:a', version: 3 },
        { stream: 'waitlist:a-b', version: 1 },
        { stream: 'waitlist:b', version: 1 },
      ])
      expect(await on.streams('waitlist:', 'waitlist:a', 1)).toEqual([{ stream: 'waitlist:a-b', version: 1 }])
      expect(await on.streams('waitlist:', 'waitlist:b', 10)).toEqual([])
      expect(await on.streams('release:', '', 10)).toEqual([{ stream: 'release:a', version: 1 }])
    }
    await check(log)
    await check(await reopen())
  })

  test('growth is told after each append that added something', async () => {
    const log = open()
    const told: string[] = []
    const stop = log.onGrowth(() => void told.push('grown'))
    await log.append([commit('waitlist:a', 1, ['1', '2'])])
    await log.append([commit('waitlist:a', 1, ['x'])])
    await log.append([commit('waitlist:a', 3, ['3']), commit('waitlist:b', 1, ['b1'])])
    expect(told).toHaveLength(2)
    stop()
    await log.append([commit('waitlist:a', 4, ['4'])])
    expect(told).toHaveLength(2)
  })

  test('checkpoints begin at 0, and stay', async () => {
    const log = open()
    expect(await log.checkpoint('join')).toBe(0)
    await log.setCheckpoint('join', 12)
    await log.setCheckpoint('release', 3)
    await log.setCheckpoint('join', 7)
    expect([await log.checkpoint('join'), await log.checkpoint('release')]).toEqual([7, 3])
    const again = await reopen()
    expect([await again.checkpoint('join'), await again.checkpoint('release')]).toEqual([7, 3])
  })
}
