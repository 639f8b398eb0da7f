import { describe, expect, test } from '@jest/globals'
import { type DomainEvent, type RecordedEvent, refuse } from '@waitlist/contracts'
import { type Specified, specify } from './specification.ts'

type Bell = { rings: number; heard: RecordedEvent[]; own: RecordedEvent[] }
type Ring = { readonly type: 'ring'; readonly times: number } | { readonly type: 'break' }

const paused = (eventId = 'gala'): DomainEvent => ({
  type: 'WaitlistPaused',
  data: { eventId, joining: true, offering: false },
})
const cancelled = (): DomainEvent => ({ type: 'WaitlistCancelled', data: { eventId: 'gala' } })

/** A decider that answers `ring` with so many events, and owes one for everything it heard. */
const bell: Specified<Bell, Ring> = {
  initialState: () => ({ rings: 0, heard: [], own: [] }),
  evolve(state, event) {
    return { ...state, rings: state.rings + 1, own: [...state.own, event] }
  },
  decide(command, state) {
    if (command.type === 'break') return { events: [paused('not an id')], receipt: undefined }
    if (command.times < 0) return refuse('WL_ERR_VALIDATION', 'A bell cannot be rung so often.')
    const events = Array.from({ length: command.times }, () => paused())
    return { events, receipt: () => ({ before: state.rings }) }
  },
  due(state) {
    const [heard] = state.heard
    if (!heard) return { wakeAt: undefined }
    state.heard.shift()
    return { command: { type: 'ring', times: 1 }, cause: { causationId: heard.id } }
  },
}
const follow = (state: Bell, event: RecordedEvent) => void state.heard.push(event)
const specified = () => specify(bell, 'waitlist:gala', { kind: 'release', follow })

describe('given', () => {
  test('events happened in order, a millisecond apart, on the stream', () => {
    const { own } = specified().at(1000).given(paused(), cancelled()).state
    expect(own.map(({ id, version, time, stream }) => [id, version, time, stream])).toEqual([
      ['waitlist:gala@1', 1, 1001, 'waitlist:gala'],
      ['waitlist:gala@2', 2, 1002, 'waitlist:gala'],
    ])
  })

  test('events of the followed stream have versions of their own', () => {
    const { heard } = specified().given(paused()).following(cancelled()).state
    expect(heard.map(({ id, version }) => [id, version])).toEqual([['release:gala@1', 1]])
  })

  test('what is followed by a decider that follows nothing is a mistake', () => {
    expect(() => specify(bell, 'waitlist:gala').following(paused())).toThrow('follows nothing')
  })

  test('events are copies: a state that changes them changes nothing for the next specification', () => {
    const event = paused()
    const { own } = specified().given(event).state
    expect(own[0]?.data).toEqual(event.data)
    expect(own[0]?.data).not.toBe(event.data)
  })
})

describe('when and then', () => {
  test('compare the events exactly by type, and by the data that is named', () => {
    const outcome = specified().when({ type: 'ring', times: 2 })
    outcome.then({ type: 'WaitlistPaused', data: { joining: true } }, { type: 'WaitlistPaused' })
    expect(() => outcome.then({ type: 'WaitlistPaused' })).toThrow()
    expect(() =>
      outcome.then({ type: 'WaitlistPaused', data: { joining: false } }, { type: 'WaitlistPaused' }),
    ).toThrow()
    expect(() => outcome.thenNothing()).toThrow()
    expect(() => outcome.thenRefused('WL_ERR_VALIDATION')).toThrow()
  })

  test('tell silence from a refusal', () => {
    const silent = specified().when({ type: 'ring', times: 0 })
    silent.thenNothing()
    expect(() => silent.thenRefused('WL_ERR_VALIDATION')).toThrow()
    const refused = specified().when({ type: 'ring', times: -1 })
    refused.thenRefused('WL_ERR_VALIDATION')
    expect(() => refused.thenNothing()).toThrow()
    expect(() => refused.then()).toThrow()
    expect(() => refused.thenRefused('WL_ERR_FULL')).toThrow()
  })

  test('call a receipt that is a function after the events were applied', () => {
    const spec = specified().given(paused())
    spec.when({ type: 'ring', times: 2 }).thenReceipt({ before: 1 })
    expect(() => spec.when({ type: 'ring', times: 1 }).thenReceipt({ before: 9 })).toThrow()
    expect(spec.state.rings).toBe(4)
  })

  test('refuse data that does not fit the schema of its event', () => {
    expect(() => specified().when({ type: 'break' })).toThrow('/eventId')
  })
})

describe('what is owed', () => {
  test('is done step by step until nothing is, with its cause', () => {
    const spec = specified().following(cancelled(), cancelled())
    const outcome = spec.whenDue().then({ type: 'WaitlistPaused' }, { type: 'WaitlistPaused' })
    expect(outcome.state.own.map((event) => event.causationId)).toEqual(['release:gala@1', 'release:gala@2'])
    spec.whenDue().thenNothing()
  })

  test('by a decider that owes nothing ever is nothing', () => {
    const { due, ...quiet } = bell
    specify(quiet, 'waitlist:gala').whenDue().thenNothing()
  })

  test('must end', () => {
    const endless = { ...bell, due: () => ({ command: { type: 'ring', times: 0 } as const }) }
    expect(() => specify(endless, 'waitlist:gala').whenDue()).toThrow('never ends')
  })
})
