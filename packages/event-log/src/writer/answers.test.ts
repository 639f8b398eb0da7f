import { describe, expect, test } from '@jest/globals'
import type { RecordedEvent } from '@waitlist/contracts'
import { createFakeClock } from '@waitlist/testkit/world/fake-clock'
import { followed } from '../contract/harness.ts'
import { rest } from '../contract/writer-rig.ts'
import { createAnswers, type OnCommitted } from './answers.ts'
import type { Outcome, Waiter } from './owned-stream.ts'

const events = [followed('waitlist:a', 1)]

function rig(onCommitted?: OnCommitted) {
  const clock = createFakeClock(0)
  const told: unknown[] = []
  const errors: string[] = []
  const logger = {
    debug() {},
    info() {},
    warn() {},
    error: (_fields: object, message: string) => void errors.push(message),
  }
  const waiter: Waiter = { resolve: (answer) => void told.push(answer), reject: (error) => void told.push(error) }
  const give = createAnswers({ clock, logger, onCommitted })
  const outcome = (more: Omit<Outcome, 'waiter'>): Outcome => ({ waiter, ...more })
  return { clock, told, errors, give, outcome }
}

describe('answers', () => {
  test('tell each what became of it', () => {
    const { told, give, outcome } = rig()
    const outcomes = [
      outcome({ kind: 'answer', receipt: { place: 1 } }),
      outcome({ kind: 'refusal', refusal: { code: 'WL_ERR_FULL', detail: 'full' } }),
      outcome({ kind: 'error', error: 'bug' }),
      outcome({ kind: 'done' }),
    ]
    give([], outcomes, () => told.push('all told'))
    expect(told).toEqual([
      { place: 1 },
      expect.objectContaining({ name: 'RefusedError', refusal: { code: 'WL_ERR_FULL', detail: 'full' } }),
      'bug',
      undefined,
      'all told',
    ])
  })

  test('come at once where nothing was committed, or nobody follows', () => {
    const called: unknown[] = []
    const followedRig = rig((committed) => void called.push(committed))
    followedRig.give([], [followedRig.outcome({ kind: 'answer', receipt: 1 })], () => {})
    expect([called, followedRig.told]).toEqual([[], [1]])
    const alone = rig()
    alone.give(events, [alone.outcome({ kind: 'answer', receipt: 2 })], () => {})
    expect(alone.told).toEqual([2])
  })

  test('come at once after a view that needs no time', () => {
    const seen: RecordedEvent[] = []
    const { told, give, outcome } = rig((committed) => void seen.push(...committed))
    give(events, [outcome({ kind: 'answer', receipt: 1 })], () => {})
    expect([seen, told]).toEqual([events, [1]])
  })

  test('wait for a view, and leave no timer behind', async () => {
    const gate = Promise.withResolvers<void>()
    const { clock, told, give, outcome } = rig(() => gate.promise)
    give(events, [outcome({ kind: 'answer', receipt: 1 })], () => {})
    clock.advance(249)
    await rest()
    expect(told).toEqual([])
    gate.resolve()
    await rest()
    expect(told).toEqual([1])
    expect(clock.untilNext()).toBeUndefined()
  })

  test('do not wait longer than 250 ms, and come once', async () => {
    const gate = Promise.withResolvers<void>()
    const { clock, told, give, outcome, errors } = rig(() => gate.promise)
    give(events, [outcome({ kind: 'answer', receipt: 1 })], () => {})
    clock.advance(250)
    await rest()
    expect(told).toEqual([1])
    gate.reject(new Error('too late'))
    await rest()
    expect([told, errors]).toEqual([[1], []])
  })

  test.each<[string, OnCommitted]>([
    ['rejects', () => Promise.reject(new Error('view'))],
    [
      'throws',
      () => {
        throw new Error('view')
      },
    ],
  ])('come after a view that %s, and it is reported', async (_how, onCommitted) => {
    const { told, give, outcome, errors, clock } = rig(onCommitted)
    give(events, [outcome({ kind: 'answer', receipt: 1 })], () => {})
    await rest()
    expect([told, errors]).toEqual([[1], ['what follows a commit failed']])
    expect(clock.untilNext()).toBeUndefined()
  })
})
