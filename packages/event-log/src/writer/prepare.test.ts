import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { faulty } from '../contract/faulty-log.ts'
import { commit, followed, newEvent } from '../contract/harness.ts'
import { type TallyCommand, type TallyState, tally } from '../contract/tally.ts'
import { createMemoryLog } from '../memory/memory-log.ts'
import { createMemoryStorage } from '../memory/memory-storage.ts'
import { type OwnedStream, ownedStream, type Waiting } from './owned-stream.ts'
import { catchUp, lookUpEarlier } from './prepare.ts'

type Stream = OwnedStream<TallyState, TallyCommand>
const poke = (timed: boolean) => ({ resolve() {}, reject() {}, timed })

function rig() {
  const { log, ...faults } = faulty(createMemoryLog(createMemoryStorage()))
  const stream: Stream = ownedStream('waitlist:a', tally.initialState('waitlist:a'))
  return { log, faults, stream, catchUp: () => catchUp({ log, decider: tally as never }, stream) }
}

describe('catching up', () => {
  test('folds an unloaded stream from its first event, and what it follows', async () => {
    const { log, stream, catchUp } = rig()
    await log.append([commit('waitlist:a', 1, ['ann', 'bob']), commit('release:a', 1, ['r1'])])
    await catchUp()
    expect(stream).toMatchObject({
      loaded: true,
      version: 2,
      lastTime: 1000,
      state: { names: ['ann', 'bob'], followed: 1 },
    })
  })

  test('brings a loaded one only what is new', async () => {
    const { log, stream, faults, catchUp } = rig()
    await log.append([commit('waitlist:a', 1, ['ann'])])
    await catchUp()
    const { state } = stream
    await log.append([commit('waitlist:a', 2, [], { events: [newEvent('bob', { time: 2000 })] })])
    const reads = faults.calls('read')
    await catchUp()
    expect(stream.state).toBe(state)
    expect(stream).toMatchObject({ version: 2, lastTime: 2000, state: { seen: ['1', '2'] } })
    expect(faults.calls('read') - reads).toBe(2)
  })

  test('stops where the log has a gap', async () => {
    const { log, stream, catchUp } = rig()
    await log.replicate([followed('waitlist:a', 1), followed('waitlist:a', 3)])
    await catchUp()
    expect(stream.version).toBe(1)
  })

  test('forgets what it knew of the wake when somebody else wrote', async () => {
    const { log, stream, catchUp } = rig()
    await catchUp()
    stream.wakeAt = 77
    await catchUp()
    expect(stream.wakeAt).toBe(77)
    await log.append([commit('waitlist:a', 1, ['ann'])])
    await catchUp()
    expect(stream.wakeAt).toBeUndefined()
  })

  test('makes the state anew after a failure in the middle', async () => {
    const { log, stream, faults, catchUp } = rig()
    await log.append([commit('waitlist:a', 1, ['ann'])])
    await catchUp()
    await log.append([commit('waitlist:a', 2, ['bob'])])
    const broken = stream.state
    faults.fail('read', 'before')
    await expect(catchUp()).rejects.toThrow('read failed')
    expect(stream.loaded).toBe(false)
    await catchUp()
    expect(stream.state).not.toBe(broken)
    expect(stream.state.seen).toEqual(['1', '2'])
  })
})

describe('the cause of what is owed', () => {
  const told = { ...(newEvent('r1') as object), correlationId: 'req-5', traceparent: '00-1' } as never
  const tell = (log: ReturnType<typeof rig>['log']) => log.append([commit('release:a', 1, [], { events: [told] })])

  test('is the newest event that the stream was told of', async () => {
    const { log, stream, catchUp } = rig()
    await catchUp()
    await tell(log)
    await catchUp()
    expect(stream.trigger).toEqual({ causationId: 'release:a@1', correlationId: 'req-5', traceparent: '00-1' })
  })

  test('correlates by that event where it has no correlation', async () => {
    const { log, stream, catchUp } = rig()
    await catchUp()
    await log.append([commit('release:a', 1, ['r1'])])
    await catchUp()
    expect(stream.trigger).toEqual({ causationId: 'release:a@1', correlationId: 'release:a@1' })
  })

  test('stays what it was when there is no news', async () => {
    const { stream, catchUp } = rig()
    stream.trigger = { causationId: 'x' }
    await catchUp()
    expect(stream.trigger).toEqual({ causationId: 'x' })
  })

  test.each([
    ['a poke', (stream: Stream) => stream.pokes.push(poke(false)), true],
    ['a command', (stream: Stream) => stream.queue.push({} as Waiting<TallyCommand>), true],
    ['a timer', (stream: Stream) => stream.pokes.push(poke(true)), false],
  ] as const)('is old news or not in a stream that was loaded for %s', async (_what, ask, counts) => {
    const { log, stream, catchUp } = rig()
    await tell(log)
    ask(stream)
    await catchUp()
    expect(stream.trigger !== undefined).toBe(counts)
  })
})

test('a decider that follows nothing is not asked', async () => {
  const { log, stream } = rig()
  const { refresh: _, ...alone } = tally
  await catchUp({ log, decider: alone as never }, stream)
  expect(stream).toMatchObject({ loaded: true, trigger: undefined })
})

describe('looking up keys', () => {
  const waiting = (id?: string): Waiting<string> => {
    const options = { cause: {}, record: id === undefined ? undefined : { id, hash: 'h' } }
    return { command: 'c', options, arrived: 0, urgency: 0, earlier: undefined, resolve() {}, reject() {} }
  }

  test('asks for the keyed ones only, and notes what the log has of them', async () => {
    const { log, faults } = rig()
    await log.append([commit('waitlist:a', 1, ['ann'], { commands: [{ id: 'k1', hash: 'h1', receipt: 7 }] })])
    const commands = [waiting('k1'), waiting(), waiting('k2')]
    await lookUpEarlier(log, commands)
    expect(commands.map(({ earlier }) => earlier?.receipt)).toEqual([7, undefined, undefined])
    expect(faults.calls('command')).toBe(2)
  })

  test('asks again each time: what was not there may have come', async () => {
    const { log } = rig()
    const commands = [waiting('k1')]
    await lookUpEarlier(log, commands)
    await log.append([commit('waitlist:a', 1, ['ann'], { commands: [{ id: 'k1', hash: 'h1', receipt: 7 }] })])
    await lookUpEarlier(log, commands)
    expect(commands[0]?.earlier).toMatchObject({ hash: 'h1', receipt: 7 })
  })
})

test('events that are folded are those of the log', async () => {
  const { log, stream } = rig()
  await log.append([commit('waitlist:a', 1, ['ann'])])
  const seen: RecordedEvent[] = []
  const evolve = (state: TallyState, event: RecordedEvent) => {
    seen.push(event)
    return tally.evolve(state, event)
  }
  await catchUp({ log, decider: { ...tally, evolve } as never }, stream)
  expect(seen).toEqual(await log.read('waitlist:a', 1, 10))
})
