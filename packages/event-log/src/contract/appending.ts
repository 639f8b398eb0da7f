import { expect, test } from '@jest/globals'
import type { EventLog } from '../port.ts'
import { commit, named, newEvent } from './harness.ts'

/** What every driver does with appends. */
export function appendingContract(open: () => EventLog): void {
  test('a commit is read back as it was written, with stream, version and id', async () => {
    const log = open()
    const cause = { causationId: 'release:a@7', correlationId: 'req-1', traceparent: '00-11-22-01' }
    const event = newEvent('ann', {
      ...cause,
      time: 1234,
      schema: 2,
      data: { entryId: 'ann', list: [1, { deep: 'ü"\n\u2028' }] },
    })
    const results = await log.append([commit('waitlist:a', 1, [], { events: [event] })])
    expect(results).toEqual([{ status: 'committed' }])
    expect(await log.read('waitlist:a', 1, 10)).toEqual([
      { ...event, stream: 'waitlist:a', version: 1, id: 'waitlist:a@1' },
    ])
  })

  test('an event that brings its own id keeps it', async () => {
    const log = open()
    const event = newEvent('x', { id: 'theirs-1', source: '/ticketing' })
    await log.append([commit('inbound:a', 1, [], { events: [event] })])
    expect((await log.read('inbound:a', 1, 10))[0]).toMatchObject({ id: 'theirs-1', source: '/ticketing', version: 1 })
  })

  test('streams are told apart, and each goes on where it ended', async () => {
    const log = open()
    await log.append([commit('waitlist:a', 1, ['a1', 'a2']), commit('waitlist:b', 1, ['b1'])])
    await log.append([commit('waitlist:a', 3, ['a3']), commit('release:a', 1, ['r1'])])
    expect(named(await log.read('waitlist:a', 1, 10))).toEqual(['1:a1', '2:a2', '3:a3'])
    expect(named(await log.read('waitlist:b', 1, 10))).toEqual(['1:b1'])
    expect(named(await log.read('release:a', 1, 10))).toEqual(['1:r1'])
    expect([await log.head('waitlist:a'), await log.head('release:a'), await log.head('waitlist:none')]).toEqual([
      3, 1, 0,
    ])
  })

  test('a stream is read from any version on, up to a limit, also within a commit', async () => {
    const log = open()
    await log.append([commit('waitlist:a', 1, ['1', '2', '3'])])
    await log.append([commit('waitlist:a', 4, ['4', '5'])])
    expect(named(await log.read('waitlist:a', 2, 3))).toEqual(['2:2', '3:3', '4:4'])
    expect(named(await log.read('waitlist:a', 5, 10))).toEqual(['5:5'])
    expect(await log.read('waitlist:a', 6, 10)).toEqual([])
    expect(await log.read('waitlist:none', 1, 10)).toEqual([])
  })

  test('a version that is taken is a conflict, and nothing of the commit is there', async () => {
    const log = open()
    await log.append([commit('waitlist:a', 1, ['1', '2'])])
    const record = { id: 'key-1', hash: 'h', receipt: 1 }
    for (const version of [1, 2]) {
      expect(await log.append([commit('waitlist:a', version, ['x'], { commands: [record], wakeAt: 5 })])).toEqual([
        { status: 'conflict' },
      ])
    }
    expect(named(await log.read('waitlist:a', 1, 10))).toEqual(['1:1', '2:2'])
    expect(await log.command('key-1')).toBeUndefined()
    expect(await log.nextWake('waitlist:')).toBeUndefined()
  })

  test('a version that would leave a gap is a conflict', async () => {
    const log = open()
    expect(await log.append([commit('waitlist:a', 2, ['x'])])).toEqual([{ status: 'conflict' }])
    expect(await log.head('waitlist:a')).toBe(0)
  })

  test('a conflict does not fail its neighbours', async () => {
    const log = open()
    await log.append([commit('waitlist:b', 1, ['b1'])])
    const results = await log.append([
      commit('waitlist:a', 1, ['a1']),
      commit('waitlist:b', 1, ['other']),
      commit('waitlist:c', 1, ['c1']),
    ])
    expect(results.map(({ status }) => status)).toEqual(['committed', 'conflict', 'committed'])
    expect(named(await log.read('waitlist:c', 1, 10))).toEqual(['1:c1'])
    expect(named(await log.read('waitlist:b', 1, 10))).toEqual(['1:b1'])
  })

  test('a command that was answered is a duplicate, says which, and does not fail its neighbours', async () => {
    const log = open()
    const record = { id: 'key-1', hash: 'h1', receipt: { entry: 'ann' } }
    await log.append([commit('waitlist:a', 1, ['a1'], { commands: [record] })])
    const results = await log.append([
      commit('waitlist:c', 1, ['c1']),
      commit('waitlist:a', 2, ['a2'], { commands: [{ id: 'key-0', hash: 'h', receipt: 0 }, record] }),
      commit('waitlist:d', 1, ['d1'], { commands: [{ ...record, id: 'key-2' }] }),
    ])
    expect(results.map(({ status }) => status)).toEqual(['committed', 'duplicate', 'committed'])
    expect(results[1]).toEqual({ status: 'duplicate', commandId: 'key-1' })
    expect(await log.head('waitlist:a')).toBe(1)
    expect(await log.command('key-0')).toBeUndefined()
    expect(await log.command('key-2')).toMatchObject({ stream: 'waitlist:d' })
  })

  test('a command that two commits of one append answer is in the first of them only', async () => {
    const log = open()
    const record = { id: 'key-1', hash: 'h', receipt: null }
    const results = await log.append([
      commit('waitlist:a', 1, ['a1'], { commands: [record] }),
      commit('waitlist:b', 1, ['b1'], { commands: [record] }),
    ])
    expect(results.map(({ status }) => status)).toEqual(['committed', 'duplicate'])
    expect(await log.head('waitlist:b')).toBe(0)
  })

  test('a command keeps its hash, its receipt and its stream', async () => {
    const log = open()
    const receipt = { entryId: 'ent_1', position: 3, none: null }
    await log.append([commit('waitlist:a', 1, ['a1'], { commands: [{ id: 'key-1', hash: 'h1', receipt }] })])
    expect(await log.command('key-1')).toEqual({ id: 'key-1', hash: 'h1', receipt, stream: 'waitlist:a' })
    expect(await log.command('key-2')).toBeUndefined()
  })

  test('the commit that begins at a version tells its id', async () => {
    const log = open()
    await log.append([commit('waitlist:a', 1, ['1', '2'], { id: 'ours' })])
    expect(await log.commitAt('waitlist:a', 1)).toBe('ours')
    expect(await log.commitAt('waitlist:a', 2)).toBeUndefined()
    expect(await log.commitAt('waitlist:a', 3)).toBeUndefined()
    expect(await log.commitAt('waitlist:none', 1)).toBeUndefined()
  })

  test('two commits of one stream, and one without events, are refused and write nothing', async () => {
    const log = open()
    await expect(log.append([commit('waitlist:a', 1, ['1']), commit('waitlist:a', 2, ['2'])])).rejects.toThrow(
      'one commit',
    )
    await expect(log.append([commit('waitlist:a', 1, [])])).rejects.toThrow('at least one event')
    expect(await log.position()).toBe(0)
  })

  test('an append without commits is none', async () => {
    expect(await open().append([])).toEqual([])
  })
}
