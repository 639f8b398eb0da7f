import { describe, expect, test } from '@jest/globals'
import type { Fit } from '@waitlist/contracts'
import { anEntry } from '../test/an-entry.ts'
import { createLine } from './line.ts'
import type { LineEntry } from './line-types.ts'

/** What a line of these entries does with so many free tickets. */
function choose(
  entries: readonly LineEntry[],
  fit: 'skip' | 'strict' | Fit,
  free: Record<string, number>,
  limit = 1_000,
  loose: Record<string, number> = {},
) {
  const line = createLine({ kind: 'fcfs' }, typeof fit === 'string' ? { kind: fit } : fit)
  for (const entry of entries) line.put(entry)
  const before = [...line.entries()]
  const choice = line.choose(
    (type) => free[type] ?? 0,
    Object.keys(free),
    limit,
    (type) => loose[type] ?? 0,
  )
  expect([...line.entries()]).toEqual(before)
  return choice
}
const pick = (score: number, quantity: number, ticketType = 'floor') => ({
  entryId: `ent_${score}`,
  ticketType,
  quantity,
})
const over = (score: number, rule: string, ...ticketTypes: string[]) => ({ entryId: `ent_${score}`, rule, ticketTypes })
const wants = (...ticketTypes: string[]) => ({ ticketTypes })

describe('under skip', () => {
  test('offers go down the line, each as many as it wants', () => {
    const choice = choose([anEntry(1), anEntry(2, { quantity: 2 }), anEntry(3)], 'skip', { floor: 3 })
    expect(choice).toEqual({ picks: [pick(1, 1), pick(2, 2)], passedOver: [], passedOverMore: 0, exhausted: true })
  })

  test('who wants more than is free is passed over, and said to be', () => {
    const choice = choose([anEntry(1, { quantity: 4 }), anEntry(2)], 'skip', { floor: 1 })
    expect(choice.picks).toEqual([pick(2, 1)])
    expect(choice.passedOver).toEqual([over(1, 'skip', 'floor')])
  })

  test('nobody is passed over when nobody gets anything', () => {
    const choice = choose([anEntry(1, { quantity: 4 }), anEntry(2, { quantity: 2 })], 'skip', { floor: 1 })
    expect(choice).toEqual({ picks: [], passedOver: [], passedOverMore: 0, exhausted: true })
  })

  test('who takes fewer gets what is there', () => {
    const choice = choose([anEntry(1, { quantity: 4, minQuantity: 2 }), anEntry(2)], 'skip', { floor: 3 })
    expect(choice.picks).toEqual([pick(1, 3)])
  })

  test('an entry takes the first of its types that fits, and is not passed over then', () => {
    const entries = [anEntry(1, { quantity: 2, ...wants('box', 'floor') }), anEntry(2, wants('box'))]
    const choice = choose(entries, 'skip', { floor: 2, box: 1 })
    expect(choice.picks).toEqual([pick(1, 2, 'floor'), pick(2, 1, 'box')])
    expect(choice.passedOver).toEqual([])
  })

  test('only a type that somebody behind got passes an entry over', () => {
    const entries = [anEntry(1, { quantity: 2, ...wants('box') }), anEntry(2)]
    expect(choose(entries, 'skip', { floor: 1, box: 1 }).passedOver).toEqual([])
  })

  test('a type that is not named is not given', () => {
    expect(choose([anEntry(1, wants('box', 'floor'))], 'skip', { floor: 1 }).picks).toEqual([pick(1, 1, 'floor')])
  })

  test('the limit ends it, and it says whether more could be done', () => {
    const entries = [anEntry(1), anEntry(2), anEntry(3)]
    expect(choose(entries, 'skip', { floor: 9 }, 2)).toMatchObject({
      picks: [pick(1, 1), pick(2, 1)],
      exhausted: false,
    })
    expect(choose(entries, 'skip', { floor: 2 }, 2)).toMatchObject({ picks: [pick(1, 1), pick(2, 1)], exhausted: true })
    expect(choose(entries, 'skip', { floor: 9 }, 0)).toMatchObject({ picks: [], exhausted: false })
  })

  test.each(['skip', 'strict'] as const)('however much is free, who has left gets nothing, under %s too', (kind) => {
    const line = createLine({ kind: 'fcfs' }, { kind })
    for (const score of [1, 2, 3]) line.put(anEntry(score))
    line.remove('ent_1')
    const choice = line.choose(() => Number.POSITIVE_INFINITY, ['floor', 'floor'], 9)
    expect(choice).toEqual({ picks: [pick(2, 1), pick(3, 1)], passedOver: [], passedOverMore: 0, exhausted: true })
  })

  test('a hundred passed over are named and the rest is counted, each once whatever its types', () => {
    const crowd = Array.from({ length: 250 }, (_, n) => anEntry(n, { quantity: 9, ...wants('floor', 'box') }))
    const choice = choose([...crowd, anEntry(300), anEntry(301, wants('box'))], 'skip', { floor: 1, box: 1 })
    expect(choice.picks).toEqual([pick(300, 1), pick(301, 1, 'box')])
    expect(choice.passedOver).toEqual(crowd.slice(0, 100).map((_, n) => over(n, 'skip', 'floor', 'box')))
    expect(choice.passedOverMore).toBe(150)
  })
})

describe('under strict', () => {
  test('the head that wants more than is free stops everybody behind, and is said to be passed over', () => {
    const choice = choose([anEntry(1, { quantity: 4 }), anEntry(2), anEntry(3)], 'strict', { floor: 3 })
    expect(choice).toEqual({
      picks: [],
      passedOver: [over(1, 'strict', 'floor')],
      passedOverMore: 0,
      exhausted: true,
    })
  })

  test('the head that takes fewer does not', () => {
    const choice = choose([anEntry(1, { quantity: 4, minQuantity: 1 }), anEntry(2)], 'strict', { floor: 3 })
    expect(choice).toMatchObject({ picks: [pick(1, 3)], passedOver: [] })
  })

  test('offers go down the line until a head does not fit', () => {
    const choice = choose([anEntry(1), anEntry(2, { quantity: 2 }), anEntry(3)], 'strict', { floor: 2 })
    expect(choice).toMatchObject({ picks: [pick(1, 1)], passedOver: [over(2, 'strict', 'floor')] })
  })

  test('a head blocks its own types only, and only those of which some are free', () => {
    const entries = [anEntry(1, { quantity: 2, ...wants('floor', 'balcony') }), anEntry(2), anEntry(3, wants('box'))]
    const choice = choose(entries, 'strict', { floor: 1, balcony: 0, box: 1 })
    expect(choice).toMatchObject({ picks: [pick(3, 1, 'box')], passedOver: [over(1, 'strict', 'floor')] })
  })

  test('a head that gets one of its types leaves the others to the next', () => {
    const entries = [anEntry(1, { quantity: 2, ...wants('floor', 'box') }), anEntry(2)]
    const choice = choose(entries, 'strict', { floor: 1, box: 2 })
    expect(choice).toMatchObject({ picks: [pick(1, 2, 'box'), pick(2, 1, 'floor')], passedOver: [] })
  })

  test('an entry behind a blocked type heads its other types', () => {
    const entries = [anEntry(1, { quantity: 2 }), anEntry(2, wants('floor', 'box')), anEntry(3, wants('box'))]
    const choice = choose(entries, 'strict', { floor: 1, box: 1 })
    expect(choice).toMatchObject({ picks: [pick(2, 1, 'box')], passedOver: [over(1, 'strict', 'floor')] })
  })

  test('who wants more than is free of the types it heads does not get a type that another heads', () => {
    const entries = [
      anEntry(1, { quantity: 9, ...wants('box') }),
      anEntry(2, { quantity: 2, ...wants('floor', 'box') }),
    ]
    const choice = choose(entries, 'strict', { floor: 1, box: 5 })
    expect(choice).toMatchObject({ picks: [], passedOver: [over(1, 'strict', 'box'), over(2, 'strict', 'floor')] })
  })

  test('a head that the walk did not come to is not passed over', () => {
    const entries = [anEntry(1), anEntry(2), anEntry(3, { quantity: 9 })]
    expect(choose(entries, 'strict', { floor: 5 }, 1)).toMatchObject({ passedOver: [], exhausted: false })
    expect(choose(entries, 'strict', { floor: 5 }, 2)).toMatchObject({
      passedOver: [over(3, 'strict', 'floor')],
      exhausted: true,
    })
  })
})

describe('under accumulate', () => {
  const fit = { kind: 'accumulate', tickets: 4, hold: '1 hour' } as const
  const large = anEntry(1, { quantity: 4 })

  test('tickets are held for the first who takes no more than the bound', () => {
    const choice = choose([large, anEntry(2)], fit, { floor: 3 })
    expect(choice).toEqual({
      picks: [],
      passedOver: [over(1, 'accumulate', 'floor')],
      passedOverMore: 0,
      exhausted: true,
    })
    expect(choose([large, anEntry(2)], fit, { floor: 5 }).picks).toEqual([pick(1, 4), pick(2, 1)])
  })

  test('who takes more than the bound is passed over, those behind are not', () => {
    const choice = choose([anEntry(1, { quantity: 5 }), anEntry(2), anEntry(3, { quantity: 2 }), anEntry(4)], fit, {
      floor: 2,
    })
    expect(choice.picks).toEqual([pick(2, 1)])
    expect(choice.passedOver).toEqual([over(1, 'skip', 'floor'), over(3, 'accumulate', 'floor')])
  })

  test('the loose ones go on to who fits, and no more than these', () => {
    const entries = [large, anEntry(2, { quantity: 3 }), anEntry(3), anEntry(4), anEntry(5)]
    const choice = choose(entries, fit, { floor: 3 }, 9, { floor: 2 })
    expect(choice.picks).toEqual([pick(3, 1), pick(4, 1)])
    expect(choice.passedOver).toEqual([over(1, 'skip', 'floor'), over(2, 'skip', 'floor')])
    expect(choose(entries, fit, { floor: 3 }, 9, { floor: 9 }).picks).toEqual([pick(2, 3)])
  })

  test('who is ahead of the head takes of the loose ones', () => {
    const entries = [anEntry(1, { quantity: 2 }), anEntry(2, { quantity: 4 }), anEntry(3), anEntry(4)]
    expect(choose(entries, fit, { floor: 5 }, 9, { floor: 3 }).picks).toEqual([pick(1, 2), pick(3, 1)])
  })

  test('another type is not held for the head', () => {
    const entries = [anEntry(1, { quantity: 4, ...wants('box') }), anEntry(2, wants('box', 'floor'))]
    const choice = choose(entries, fit, { box: 1, floor: 1 })
    expect(choice.picks).toEqual([pick(2, 1, 'floor')])
    expect(choice.passedOver).toEqual([over(1, 'accumulate', 'box')])
  })
})
