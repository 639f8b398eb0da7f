import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type TallyCommand, type TallyState, tally } from '../contract/tally.ts'
import type { Due, OwnedDecider } from '../decider.ts'
import type { CommandRecord } from '../port.ts'
import type { Intake } from './intake.ts'
import { type OwnedStream, ownedStream, type Waiting } from './owned-stream.ts'
import { takeTurn } from './take-turn.ts'
import { EvolveError, type Turn } from './turn.ts'

type Stream = OwnedStream<TallyState, TallyCommand>
type Given = {
  readonly urgency?: number
  readonly arrived?: number
  readonly record?: { id: string; hash: string; earlierHashes?: string[] }
  readonly earlier?: CommandRecord
}

const START = 10_000

function streamAt(version = 0, lastTime = 0): Stream {
  const stream = ownedStream<TallyState, TallyCommand>('waitlist:a', tally.initialState('waitlist:a'))
  return Object.assign(stream, { version, lastTime, loaded: true })
}

function waiting(
  command: TallyCommand,
  { urgency = 0, arrived = START, record, earlier }: Given = {},
): Waiting<TallyCommand> {
  const options = { cause: { correlationId: `req-${'name' in command ? command.name : command.do}` }, record }
  return { command, options, arrived, urgency, earlier, resolve() {}, reject() {} }
}

const adding = (name: string, given: Given & { events?: number } = {}) =>
  waiting({ do: 'add', name, ...(given.events === undefined ? {} : { events: given.events }) }, given)

function take(
  stream: Stream,
  commands: readonly Waiting<TallyCommand>[],
  decider: Partial<OwnedDecider<TallyState, TallyCommand>> = {},
) {
  const errors: string[] = []
  const logger = {
    debug() {},
    info() {},
    warn() {},
    error: (_fields: object, message: string) => void errors.push(message),
  }
  const intake: Intake<TallyState, TallyCommand> = { commands, pokes: [], looks: [] }
  const merged = { ...tally, ...decider } as OwnedDecider<TallyState, TallyCommand>
  const turn = takeTurn({ decider: merged, logger }, stream, intake, START)
  return { turn, errors, names: namesOf(turn) }
}

function namesOf(turn: Turn<TallyState, TallyCommand>): string[] {
  return turn.events.map(({ data }) => (data as unknown as { entryId: string }).entryId)
}

/** A stream that owes payments of so many events each, as after a load. */
function owing(...payments: number[]): Stream {
  const stream = streamAt()
  stream.state.debts.push(...payments.map((each) => ({ each })))
  return stream
}

describe('a turn', () => {
  test('of nothing is nothing, and asks for no wake', () => {
    const { turn } = take(streamAt(), [])
    expect(turn).toMatchObject({
      events: [],
      newEvents: [],
      records: [],
      outcomes: [],
      left: [],
      more: false,
      wakeAt: null,
    })
  })

  test('numbers its events from the stream’s version on, and leaves the state evolved', () => {
    const stream = streamAt(7)
    const { turn } = take(stream, [adding('ann'), adding('bob')])
    expect(turn.firstVersion).toBe(8)
    expect(turn.events.map(({ id }) => id)).toEqual(['waitlist:a@8', 'waitlist:a@9'])
    expect([stream.version, stream.state.names]).toEqual([9, ['ann', 'bob']])
  })

  test('gives the log the same events without their places', () => {
    const { turn } = take(streamAt(), [adding('ann')])
    expect(turn.newEvents).toEqual([
      {
        ...{ type: 'WaitlistJoined', data: { entryId: 'ann' }, source: '/waitlist/tally', schema: 1 },
        ...{ time: START, correlationId: 'req-ann' },
      },
    ])
    expect(turn.events).toEqual([{ ...turn.newEvents[0], id: 'waitlist:a@1', stream: 'waitlist:a', version: 1 }])
  })

  test('ends with an outcome for each command, in the order decided', () => {
    const { turn } = take(streamAt(), [
      adding('ann'),
      adding('ann'),
      waiting({ do: 'nothing' }),
      waiting({ do: 'break', where: 'decide' }),
    ])
    expect(turn.outcomes.map(({ kind }) => kind)).toEqual(['answer', 'refusal', 'answer', 'error'])
    expect(turn.outcomes[0]).toMatchObject({ receipt: { name: 'ann', place: 1, now: START } })
    expect(turn.outcomes[1]).toMatchObject({ refusal: { code: 'WL_ERR_ALREADY_JOINED' } })
  })

  test('has an outcome for each poke', () => {
    const stream = streamAt()
    const poke = { resolve() {}, reject() {}, timed: false }
    const turn = takeTurn(
      { decider: tally as never, logger: console },
      stream,
      { commands: [], pokes: [poke, poke], looks: [] },
      START,
    )
    expect(turn.outcomes).toEqual([
      { waiter: poke, kind: 'done' },
      { waiter: poke, kind: 'done' },
    ])
  })
})

describe('time in a turn', () => {
  test('is the arrival of each command, and never goes back', () => {
    const stream = streamAt(0, 500)
    const { turn } = take(stream, [
      adding('a', { arrived: 400 }),
      adding('b', { arrived: 900 }),
      adding('c', { arrived: 700 }),
    ])
    expect(turn.events.map(({ time }) => time)).toEqual([500, 900, 900])
    expect(stream.lastTime).toBe(900)
  })

  test('is the start of the turn for owed work, or the last event’s when that is later', () => {
    expect(take(owing(1), []).turn.events.map(({ time }) => time)).toEqual([START])
    const late = Object.assign(owing(1), { lastTime: START + 5 })
    expect(take(late, []).turn.events.map(({ time }) => time)).toEqual([START + 5])
  })

  test('decides whether something is due', () => {
    const stream = streamAt()
    stream.state.laterAt = START + 1
    expect(take(stream, []).turn).toMatchObject({ events: [], wakeAt: START + 1 })
    stream.state.laterAt = START
    expect(take(stream, []).names).toEqual(['paid0'])
  })
})

describe('the order of a turn', () => {
  test('urgent ones, owed work, the others, what they owe', () => {
    const commands = [adding('urgent', { urgency: -1 }), waiting({ do: 'owe', payments: 1 }), adding('last')]
    expect(take(owing(1), commands).names).toEqual(['urgent', 'paid0', '', 'last', 'paid0'])
  })

  test('with urgent ones only, owed work has the rest of the commit', () => {
    const { turn } = take(owing(...Array(450).fill(1)), [adding('urgent', { urgency: -1 })])
    expect([turn.events.length, turn.more]).toEqual([451, false])
  })

  test('owed work leaves half of the commit to those who wait, and takes what they leave', () => {
    const { turn, names } = take(owing(...Array(400).fill(1)), [adding('ann', { events: 2 })])
    expect(names.indexOf('ann')).toBe(250)
    expect([turn.events.length, turn.more]).toEqual([402, false])
  })

  test('a payment that does not fit into the half waits for its second chance', () => {
    const { names } = take(owing(200, 100, 30), [adding('ann')])
    expect(names.indexOf('ann')).toBe(200)
    expect(names).toHaveLength(331)
  })

  test('owed work that has no room is noted as more, due now', () => {
    const { turn } = take(owing(...Array(501).fill(1)), [])
    expect(turn).toMatchObject({ more: true, wakeAt: START, left: [] })
    expect(turn.events).toHaveLength(500)
  })

  test('commands that have no room are left, and nobody overtakes them', () => {
    const commands = ['a', 'b', 'c'].map((name) => adding(name, { events: 200 }))
    const small = adding('d')
    const { turn } = take(streamAt(), [...commands, small])
    expect(turn.left).toEqual([commands[2], small])
    expect(turn.events).toHaveLength(400)
  })

  test('an urgent command without room keeps the others waiting too', () => {
    const urgent = ['a', 'b', 'c'].map((name) => adding(name, { events: 200, urgency: -1 }))
    const other = adding('d')
    expect(take(streamAt(), [...urgent, other]).turn.left).toEqual([urgent[2], other])
  })

  test('whatever comes: each command is decided or left, in order, and the commit has its size', () => {
    const script = fc.array(
      fc.record({ events: fc.integer({ min: 1, max: 260 }), urgency: fc.constantFrom(-1, 0), owes: fc.boolean() }),
      { maxLength: 12 },
    )
    const debts = fc.array(fc.integer({ min: 1, max: 180 }), { maxLength: 8 })
    fc.assert(
      fc.property(script, debts, (plan, payments) => {
        const commands = plan
          .map(({ events, urgency, owes }, at) =>
            owes
              ? waiting({ do: 'owe', payments: 1, each: events }, { urgency })
              : adding(`n${at}`, { events, urgency }),
          )
          .sort((a, b) => a.urgency - b.urgency)
        const stream = owing(...payments)
        const { turn } = take(stream, commands)
        expect([...turn.outcomes.map(({ waiter }) => waiter), ...turn.left]).toEqual(commands)
        expect(turn.events.length).toBeLessThanOrEqual(500)
        expect(turn.events.map(({ version }) => version)).toEqual(turn.events.map((_, at) => at + 1))
        expect(stream.version).toBe(turn.events.length)
        expect(turn.more).toBe(stream.state.debts.length > 0)
        if (turn.left.length > 0 || turn.more) expect(turn.events.length).toBeGreaterThan(0)
      }),
    )
  })
})

describe('causes', () => {
  const causes = (turn: Turn<TallyState, TallyCommand>) =>
    turn.events.map(({ causationId, correlationId }) => [causationId, correlationId])

  test('owed work is caused by the last event of the command before it', () => {
    const { turn } = take(streamAt(), [adding('ann', { events: 2 }), waiting({ do: 'owe', payments: 2 })])
    expect(causes(turn).slice(2)).toEqual([
      [undefined, 'req-owe'],
      ['waitlist:a@3', 'req-owe'],
      ['waitlist:a@3', 'req-owe'],
    ])
  })

  test('owed work before any command is caused by what the stream was told', () => {
    const stream = Object.assign(owing(1), { trigger: { causationId: 'release:a@4', correlationId: 'req-x' } })
    expect(causes(take(stream, [adding('ann')]).turn)).toEqual([
      ['release:a@4', 'req-x'],
      [undefined, 'req-ann'],
    ])
  })

  test('owed work that nobody caused begins a correlation of its own', () => {
    expect(causes(take(owing(1, 1), []).turn)).toEqual([
      [undefined, 'waitlist:a@1'],
      [undefined, 'waitlist:a@2'],
    ])
  })

  test('a cause that owed work brings with it wins', () => {
    const due = (state: TallyState, now: number): Due<TallyCommand> => {
      const owed = tally.due(state, now)
      return 'command' in owed
        ? ({ ...owed, cause: { causationId: 'own', correlationId: 'req-own' } } as Due<TallyCommand>)
        : owed
    }
    const stream = Object.assign(owing(1), { trigger: { causationId: 'release:a@4' } })
    expect(causes(take(stream, [], { due }).turn)).toEqual([['own', 'req-own']])
  })

  test('what is left over keeps its cause; when nothing is, it is forgotten', () => {
    const trigger = { causationId: 'release:a@4' }
    const long = Object.assign(owing(...Array(600).fill(1)), { trigger })
    expect(take(long, []).turn.more).toBe(true)
    expect(long.trigger).toEqual(trigger)
    const short = Object.assign(owing(1), { trigger })
    take(short, [])
    expect(short.trigger).toBeUndefined()
  })
})

describe('keyed commands in a turn', () => {
  const record = { id: 'key-1', hash: 'h1' }

  test('are recorded with their receipts when they have events', () => {
    const commands = [adding('ann', { record }), waiting({ do: 'nothing' }, { record: { id: 'key-2', hash: 'h' } })]
    expect(take(streamAt(), commands).turn.records).toEqual([
      { ...record, receipt: { name: 'ann', place: 1, now: START } },
    ])
  })

  test('get what the log has of them, without being decided', () => {
    const earlier = { ...record, receipt: 'first' }
    const { turn } = take(streamAt(), [
      adding('ann', { record, earlier }),
      adding('bob', { record: { id: 'key-1', hash: 'h2' }, earlier }),
    ])
    expect(turn.events).toEqual([])
    expect(turn.outcomes[0]).toMatchObject({ kind: 'answer', receipt: 'first' })
    expect(turn.outcomes[1]).toMatchObject({ kind: 'refusal', refusal: { code: 'WL_ERR_KEY_REUSED' } })
  })

  test('are the same request when the log has it under the hash of an earlier key, and are recorded without that', () => {
    const rotated = { id: 'key-1', hash: 'by the new key', earlierHashes: ['h1'] }
    const earlier = { ...record, receipt: 'first' }
    const [asked] = take(streamAt(), [adding('ann', { record: rotated, earlier })]).turn.outcomes
    expect(asked).toMatchObject({ kind: 'answer', receipt: 'first' })
    const { records } = take(streamAt(), [adding('ann', { record: rotated })]).turn
    expect(records).toEqual([{ id: 'key-1', hash: 'by the new key', receipt: expect.anything() }])
  })

  test('that are refused leave their key to the next', () => {
    const stream = streamAt()
    stream.state.names.push('ann')
    const { turn } = take(stream, [adding('ann', { record }), adding('bob', { record })])
    expect(turn.outcomes.map(({ kind }) => kind)).toEqual(['refusal', 'answer'])
    expect(turn.records).toHaveLength(1)
  })
})

describe('bugs of a decider', () => {
  test('owed work without events is reported once, and asked for again in a minute', () => {
    const stream = streamAt()
    stream.state.jammed = true
    const { turn, errors } = take(stream, [waiting({ do: 'nothing' })])
    expect(errors).toEqual(['owed work came to nothing'])
    expect(turn).toMatchObject({ more: false, wakeAt: START + 60_000, events: [] })
  })

  test('owed work that is refused, or throws, or that `due` throws about, is the same', () => {
    const bugs: Partial<OwnedDecider<TallyState, TallyCommand>>[] = [
      { decide: () => ({ refused: { code: 'WL_ERR_FULL', detail: '' } }) },
      {
        decide() {
          throw new Error('decide')
        },
      },
      {
        due() {
          throw new Error('due')
        },
      },
    ]
    for (const bug of bugs) {
      const { turn, errors } = take(owing(1), [], bug)
      expect(errors).toEqual(['owed work came to nothing'])
      expect(turn).toMatchObject({ more: false, wakeAt: START + 60_000 })
    }
  })

  test('owed work is tried again when a command has changed the state since', () => {
    const stream = streamAt()
    stream.state.jammed = true
    const { names, turn, errors } = take(stream, [adding('ann'), waiting({ do: 'owe', payments: 1 })])
    expect(names).toEqual(['ann', '', 'paid0'])
    expect(errors).toHaveLength(1)
    expect(turn.wakeAt).toBeNull()
  })

  test('a wake that is not in the future is no wake', () => {
    const { turn, errors } = take(streamAt(), [], { due: () => ({ wakeAt: START }) })
    expect(turn.wakeAt).toBe(START + 60_000)
    expect(errors).toHaveLength(1)
  })

  test('an event that cannot be folded loses the turn, and says whose it was', () => {
    const broken = waiting({ do: 'break', where: 'evolve' })
    const lost = () => take(streamAt(), [adding('ann'), broken])
    expect(lost).toThrow(EvolveError)
    try {
      lost()
    } catch (error) {
      expect((error as EvolveError).waiter).toBe(broken)
    }
    const evolve = () => {
      throw new Error('evolve')
    }
    try {
      take(owing(1), [], { evolve })
      throw new Error('It did not throw')
    } catch (error) {
      expect(error).toBeInstanceOf(EvolveError)
      expect((error as EvolveError).waiter).toBeUndefined()
    }
  })
})
