import { describe, expect, test } from '@jest/globals'
import type { DomainEvent, MoveTarget } from '@waitlist/contracts'
import { configured, entryOf, inLine, joined, moved, opened, settled } from './example-events.ts'
import { waitlistAfter } from './example-waitlist.ts'
import { placesFor } from './places.ts'
import { evolveWaitlist, type Waitlist } from './waitlist.ts'

const NAMES = ['ann', 'bob', 'cem', 'dee', 'eva']
const five = [opened(), ...inLine(NAMES)]
const nameOf = new Map(NAMES.map((name) => [entryOf(name), name]))

/** The names in line order. */
const order = (waitlist: Waitlist) => [...waitlist.line.entries()].map(({ entryId }) => nameOf.get(entryId))

/** Moves somebody as the places say; gives how many places that took. */
function move(waitlist: Waitlist, name: string, to: MoveTarget): number {
  const places = placesFor(waitlist, entryOf(name), to)
  for (const { entryId, to, score } of places) {
    const event = moved('anybody', to, score)
    const version = waitlist.version + 1
    const stream = 'waitlist:gala'
    const envelope = { id: `${stream}@${version}`, source: '/waitlist/join', schema: 1, stream, version, time: 0 }
    evolveWaitlist(waitlist, { ...event, data: { ...event.data, entryId }, ...envelope })
  }
  return places.length
}

describe('a move', () => {
  test.each<[string, MoveTarget, string[]]>([
    ['dee', 'top', ['dee', 'ann', 'bob', 'cem', 'eva']],
    ['bob', 'end', ['ann', 'cem', 'dee', 'eva', 'bob']],
    ['dee', 2, ['ann', 'dee', 'bob', 'cem', 'eva']],
    ['bob', 4, ['ann', 'cem', 'dee', 'bob', 'eva']],
    ['eva', 1, ['eva', 'ann', 'bob', 'cem', 'dee']],
    ['ann', 5, ['bob', 'cem', 'dee', 'eva', 'ann']],
    ['ann', 99, ['bob', 'cem', 'dee', 'eva', 'ann']],
  ])('of %s to %s', (name, to, expected) => {
    const waitlist = waitlistAfter(five)
    expect(move(waitlist, name, to)).toBe(1)
    expect(order(waitlist)).toEqual(expected)
  })

  test.each<[string, MoveTarget]>([
    ['ann', 'top'],
    ['eva', 'end'],
    ['cem', 3],
  ])('of %s to %s is none: it stands there already', (name, to) => {
    expect(placesFor(waitlistAfter(five), entryOf(name), to)).toEqual([])
  })

  test('of who does not wait is none', () => {
    expect(placesFor(waitlistAfter([...five, settled('bob', 'offered')]), entryOf('bob'), 'end')).toEqual([])
    expect(placesFor(waitlistAfter(five), entryOf('zoe'), 'end')).toEqual([])
  })

  test('stays within the lane of the tier, whichever position is asked for', () => {
    const priority: DomainEvent = configured({ policy: { kind: 'priority', tiers: ['vip', 'standard'] } })
    const tiers: Record<string, string> = { bob: 'vip', dee: 'vip' }
    const events = NAMES.map((name, index) => joined(name, index + 1, { tier: tiers[name] ?? 'standard' }))
    const moves: [string, MoveTarget, string[]][] = [
      ['eva', 'top', ['bob', 'dee', 'eva', 'ann', 'cem']],
      ['eva', 1, ['bob', 'dee', 'eva', 'ann', 'cem']],
      ['bob', 'end', ['dee', 'bob', 'ann', 'cem', 'eva']],
      ['bob', 4, ['dee', 'bob', 'ann', 'cem', 'eva']],
      ['eva', 4, ['bob', 'dee', 'ann', 'eva', 'cem']],
    ]
    for (const [name, to, expected] of moves) {
      const waitlist = waitlistAfter([priority, opened(), ...events])
      move(waitlist, name, to)
      expect(order(waitlist)).toEqual(expected)
    }
  })

  test('to the top stands ahead of who comes back to an old place, and who joins next stands behind who moved to the end', () => {
    const waitlist = waitlistAfter([...five, settled('ann', 'offered')])
    move(waitlist, 'eva', 'top')
    move(waitlist, 'bob', 'end')
    const stream = 'waitlist:gala'
    const envelope = { id: '', source: '/waitlist/join', schema: 1, stream, time: 0 }
    evolveWaitlist(waitlist, { ...settled('ann', 'waiting'), ...envelope, version: waitlist.version + 1 } as never)
    expect(order(waitlist)).toEqual(['eva', 'ann', 'cem', 'dee', 'bob'])
    expect(waitlist.lastScore).toBe(waitlist.entries.get(entryOf('bob'))?.score)
  })

  test.each<[string, (n: number) => MoveTarget]>([
    ['to one place', () => 2],
    ['to one place in the middle', () => 100],
    ['to two places in turn', (n) => 100 + (n % 2)],
    ['to places all over', (n) => 1 + ((n * 7919) % 200)],
  ])('%s, again and again, always finds room and takes few along', (_, target) => {
    const names = Array.from({ length: 200 }, (_, index) => `n${index}`)
    const expected = names.map(entryOf)
    const nameBy = new Map(names.map((name, index) => [expected[index], name]))
    const waitlist = waitlistAfter([opened(), ...inLine(names)])
    const order = () => [...waitlist.line.entries()].map((entry) => entry.entryId)
    let taken = 0
    for (let n = 0; n < 600; n += 1) {
      const to = target(n) as number
      const [entryId] = expected.splice((n * 31) % 200, 1) as [string]
      expected.splice(to - 1, 0, entryId)
      taken += move(waitlist, nameBy.get(entryId) as string, to)
      if (n % 50 === 0) expect(order()).toEqual(expected)
    }
    expect(order()).toEqual(expected)
    expect(taken).toBeLessThan(5 * 600)
  })
})
