import { describe, expect, test } from '@jest/globals'
import { giveBack, takeIn } from './intake.ts'
import { hasWork, ownedStream, type Poke, type Waiting } from './owned-stream.ts'

function waiting(name: string, urgency = 0): Waiting<string> {
  return { command: name, options: { cause: {} }, arrived: 0, urgency, earlier: undefined, resolve() {}, reject() {} }
}

const poke: Poke = { resolve() {}, reject() {}, timed: false }
const names = (commands: readonly Waiting<string>[]) => commands.map(({ command }) => command)
const open = () => ownedStream<object, string>('waitlist:a', {})

describe('what waits for a stream', () => {
  test('is work: commands, pokes, looks, and what was left over', () => {
    expect(hasWork(open())).toBe(false)
    expect(hasWork({ ...open(), queue: [waiting('a')] })).toBe(true)
    expect(hasWork({ ...open(), pokes: [poke] })).toBe(true)
    expect(hasWork({ ...open(), looks: [{ ...poke, look: () => 1 }] })).toBe(true)
    expect(hasWork({ ...open(), again: true })).toBe(true)
  })

  test('is taken in whole, and the stream has no work then', () => {
    const stream = Object.assign(open(), {
      queue: [waiting('a')],
      pokes: [poke],
      looks: [{ ...poke, look: () => 1 }],
      again: true,
    })
    const intake = takeIn(stream)
    expect([names(intake.commands), intake.pokes.length, intake.looks.length]).toEqual([['a'], 1, 1])
    expect(hasWork(stream)).toBe(false)
  })

  test('is ordered by urgency, and as it came within one', () => {
    const queue = [
      waiting('c0'),
      waiting('a0', -1),
      waiting('d0', 2),
      waiting('c1'),
      waiting('b0', -0.5),
      waiting('a1', -1),
    ]
    expect(names(takeIn(Object.assign(open(), { queue })).commands)).toEqual(['a0', 'a1', 'b0', 'c0', 'c1', 'd0'])
  })

  test('waits for the next turn when it is too much, the most urgent first', () => {
    const queue = Array.from({ length: 2500 }, (_, at) => waiting(`c${at}`))
    queue.push(waiting('urgent', -1))
    const stream = Object.assign(open(), { queue })
    const first = names(takeIn(stream).commands)
    expect([first.length, first[0], first[1], first.at(-1)]).toEqual([2000, 'urgent', 'c0', 'c1998'])
    expect(names(takeIn(stream).commands)).toEqual(Array.from({ length: 501 }, (_, at) => `c${at + 1999}`))
  })

  test('is put back before what has come since, and a turn is wanted', () => {
    const stream = Object.assign(open(), { queue: [waiting('a'), waiting('b')], pokes: [poke] })
    const intake = takeIn(stream)
    stream.queue.push(waiting('c'))
    stream.pokes.push({ ...poke, timed: true })
    giveBack(stream, intake)
    expect(names(stream.queue)).toEqual(['a', 'b', 'c'])
    expect(stream.pokes.map(({ timed }) => timed)).toEqual([false, true])
    expect(stream.again).toBe(true)
  })

  test('of a turn for what was left over only, is wanted again when it is put back', () => {
    const stream = Object.assign(open(), { again: true })
    const intake = takeIn(stream)
    expect(hasWork(stream)).toBe(false)
    giveBack(stream, intake)
    expect(hasWork(stream)).toBe(true)
  })
})
