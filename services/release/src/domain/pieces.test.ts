import { describe, expect, test } from '@jest/globals'
import * as told from '@waitlist/line/example-events'
import { HOUR, inLine, offerOf, START } from '@waitlist/line/example-events'
import { decide } from './decide.ts'
import { due } from './due.ts'
import { act, claim, type Spec, sale } from './example-commands.ts'

const MOST_EVENTS = 500
const names = Array.from({ length: 250 }, (_, index) => `p${index}`)
const behind = names.map((name) => `behind-${name}`)

/** Two hundred and fifty offers, made at START, with as many people behind them. */
const offered = () => {
  const spec = sale({}, ...inLine([...names, ...behind])).at(START)
  spec.when(act('first', names.length))
  spec.whenDue()
  return spec
}

/** How many events each step of the owed work has, until nothing is owed. */
const piecesOf = (spec: Spec, now: number) => {
  const pieces: number[] = []
  for (let owed = due(spec.state, now); 'command' in owed; owed = due(spec.state, now)) {
    const decision = decide(owed.command, spec.state, now)
    pieces.push('refused' in decision ? 0 : decision.events.length)
    spec.at(now).when(owed.command)
  }
  return pieces
}

describe('owed work comes in pieces that fit a commit', () => {
  test.each<[string, (spec: Spec) => number, number[]]>([
    ['offers that lapse', () => START + 24 * HOUR, [201, 201, 101]],
    [
      'offers that were not bought',
      (spec) => {
        for (const name of names) spec.at(START).when(claim(name))
        return START + 3 * HOUR
      },
      [201, 201, 101],
    ],
    [
      'offers whose entries are gone',
      (spec) => {
        spec.following(...names.map(told.left))
        return START
      },
      [201, 201, 101],
    ],
    [
      'offers of a cancelled event',
      (spec) => {
        spec.following(told.cancelled())
        return START
      },
      [100, 100, 50, 1],
    ],
    [
      'offers of a closed list, with claimed ones between them',
      (spec) => {
        for (const name of names.slice(0, 20)) spec.at(START).when(claim(name))
        spec.following(told.closed())
        return START
      },
      [100, 100, 30, 1],
    ],
  ])('of %s', (_, begin, pieces) => {
    const spec = offered()
    const sizes = piecesOf(spec, begin(spec))
    expect(sizes).toEqual(pieces)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MOST_EVENTS)
    const live = [...spec.state.liveOffers.values()].filter(({ data }) => data.status === 'open')
    expect(live.length === 0 || live.every(({ data }) => data.customerId.startsWith('behind'))).toBe(true)
  })

  test('of tickets that everybody wants', () => {
    const spec = sale({}, ...inLine([...names, ...behind])).at(START)
    expect(spec.when(act('first', 500)).events).toHaveLength(202)
    expect(piecesOf(spec, START)).toEqual([201, 101])
    expect(spec.state.offers.has(offerOf('behind-p249'))).toBe(true)
  })
})
