import { beforeEach, describe, expect, test } from '@jest/globals'
import type { OwnerMap } from '@waitlist/bus'
import type { Clock } from '@waitlist/event-log'
import { createTargets, type Targets } from './targets.ts'

const none: ReadonlySet<string> = new Set()
const join = (partition?: number) => ({ service: 'join' as const, partition })

let now = 0
let timers: { at: number; call: () => void }[] = []
const clock: Clock = {
  now: () => now,
  after(ms, call) {
    const timer = { at: now + ms, call }
    timers.push(timer)
    return () => {
      timers = timers.filter((one) => one !== timer)
    }
  },
}
const pass = (ms: number) => {
  now += ms
  for (const { at, call } of timers) if (at <= now) call()
}

const logged: { fields: object; message: string }[] = []
const log = (fields: object, message: string) => void logged.push({ fields, message })
const logger = { debug: log, info: log, warn: log, error: log }

let owners: OwnerMap & { all: string[]; owner: string | undefined; look: () => Promise<void>; looks: number }
let targets: Targets
beforeEach(() => {
  now = 1000
  timers = []
  logged.length = 0
  owners = {
    all: ['a', 'b', 'c'],
    owner: 'b',
    look: async () => {},
    looks: 0,
    ownerOf: () => owners.owner,
    anyOf: () => owners.all,
    refresh: () => {
      owners.looks += 1
      return owners.look()
    },
  }
  targets = createTargets({ owners, clock, logger })
})

describe('the process to ask', () => {
  test('is the owner, each time', () => {
    expect([1, 2, 3].map(() => targets.next(join(4), none))).toEqual(['b', 'b', 'b'])
  })

  test('is another one in turn where the request is about nothing in particular', () => {
    const asked = [1, 2, 3, 4, 5, 6].map(() => targets.next(join(), none))
    expect(asked.slice(0, 3).sort()).toEqual(['a', 'b', 'c'])
    expect(asked.slice(3)).toEqual(asked.slice(0, 3))
  })

  test('is any where nobody is known to own it', () => {
    owners.owner = undefined
    expect(['a', 'b', 'c']).toContain(targets.next(join(4), none))
  })

  test('is the owner even where the list does not know it yet', () => {
    owners.all = []
    expect(targets.next(join(4), none)).toBe('b')
    expect(targets.next(join(4), new Set(['b']))).toBeUndefined()
  })

  test('is each of the others once the owner was tried, and nobody when all were', () => {
    const tried = new Set(['b'])
    for (let left = 2; left > 0; left--) tried.add(targets.next(join(4), tried) as string)
    expect([...tried].sort()).toEqual(['a', 'b', 'c'])
    expect(targets.next(join(4), tried)).toBeUndefined()
  })

  test('is not, for a second, one that could not be reached', () => {
    targets.unreachable('join', 'b')
    expect(['a', 'c']).toContain(targets.next(join(4), none))
    pass(999)
    expect(['a', 'c']).toContain(targets.next(join(4), none))
    pass(1)
    expect(targets.next(join(4), none)).toBe('b')
  })

  test('is the owner after all where none can be reached', () => {
    for (const address of owners.all) targets.unreachable('join', address)
    expect(targets.next(join(4), none)).toBe('b')
  })
})

test('that a process is away is said once while it lasts', () => {
  for (let times = 0; times < 3; times++) targets.unreachable('join', 'b')
  expect(logged).toEqual([{ fields: { service: 'join', address: 'b' }, message: 'a process does not answer' }])
})

describe('looking again', () => {
  test('is done once for all that ask meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    owners.look = () => promise
    const both = [targets.refresh(), targets.refresh()]
    resolve()
    await Promise.all(both)
    expect(owners.looks).toBe(1)
    await targets.refresh()
    expect(owners.looks).toBe(2)
  })

  test('is not waited for longer than half a second', async () => {
    owners.look = () => new Promise(() => {})
    const waited = targets.refresh()
    pass(500)
    await waited
    expect(owners.looks).toBe(1)
  })

  test('may fail', async () => {
    owners.look = async () => {
      throw new Error('Kafka is away')
    }
    await targets.refresh()
    expect(logged).toMatchObject([{ message: 'the map of owners stays as it is' }])
  })
})
