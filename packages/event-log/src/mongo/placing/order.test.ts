import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Candidate, createOrder } from './order.ts'

/** A document of versions from and to of a stream, with what it needs. */
function of(stream: string, from: number, to = from, more: Partial<Candidate> = {}): Candidate {
  return { _id: `${stream}@${from}`, stream, from, to, ...more }
}

function orderOf(candidates: readonly Candidate[], placed: Record<string, number> = {}, named: string[] = []) {
  const order = createOrder({ placedTo: (stream) => placed[stream] ?? 0, isPlaced: (name) => named.includes(name) })
  for (const candidate of candidates) order.offer(candidate, false)
  return { chosen: order.chosen.map(({ _id }) => _id), waiting: order.waiting().map(({ _id }) => _id) }
}

describe('the order of placing', () => {
  test('is that of arrival where nothing is missing', () => {
    expect(orderOf([of('a', 1, 2), of('b', 1), of('a', 3)]).chosen).toEqual(['a@1', 'b@1', 'a@3'])
  })

  test('puts what overtook others of its stream right behind them', () => {
    const arrived = [of('a', 3), of('b', 1), of('a', 2), of('a', 1), of('c', 1)]
    expect(orderOf(arrived)).toEqual({ chosen: ['b@1', 'a@1', 'a@2', 'a@3', 'c@1'], waiting: [] })
  })

  test('goes on where a stream has got to, and leaves what has a gap before it', () => {
    expect(orderOf([of('a', 3), of('a', 5)], { a: 2 })).toEqual({ chosen: ['a@3'], waiting: [] })
  })

  test('puts an effect right behind its cause, also one within a longer commit', () => {
    const effect = of('b', 1, 1, { needs: ['a@2'] })
    expect(orderOf([effect, of('c', 1), of('a', 1, 3)]).chosen).toEqual(['c@1', 'a@1', 'b@1'])
    expect(orderOf([effect], { a: 2 }).chosen).toEqual(['b@1'])
    expect(orderOf([effect], { a: 1 })).toEqual({ chosen: [], waiting: ['b@1'] })
  })

  test('knows causes by the names that publishers gave them', () => {
    const effect = of('b', 1, 1, { needs: ['inbound:x#r-1'] })
    expect(orderOf([effect, of('inbound:x', 0, 0, { ids: ['r-1'] })]).chosen).toEqual(['inbound:x@0', 'b@1'])
    expect(orderOf([effect], {}, ['inbound:x#r-1']).chosen).toEqual(['b@1'])
    expect(orderOf([effect], {}, ['inbound:x#r-2']).waiting).toEqual(['b@1'])
    // Whatever they look like.
    expect(orderOf([of('b', 1, 1, { needs: ['inbound:x#a@3'] })], { 'inbound:x#a': 3 }).waiting).toEqual(['b@1'])
  })

  test('holds up what follows a waiting one in its stream, and nothing else', () => {
    const arrived = [of('b', 1, 1, { needs: ['a@1'] }), of('b', 2), of('c', 1)]
    expect(orderOf(arrived)).toEqual({ chosen: ['c@1'], waiting: ['b@1'] })
  })

  test('does not wait for the cause of what is overdue, but for its predecessor', () => {
    const order = createOrder({ placedTo: () => 0, isPlaced: () => false })
    order.offer(of('b', 2, 2, { needs: ['a@1'] }), true)
    expect(order.chosen).toEqual([])
    order.offer(of('b', 1), false)
    expect(order.chosen.map(({ _id }) => _id)).toEqual(['b@1', 'b@2'])
  })

  test('of whatever arrives in whatever order is complete, by version and causal', () => {
    const plans = fc.record({
      lengths: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
      causes: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      seed: fc.infiniteStream(fc.nat()),
    })
    fc.assert(
      fc.property(plans, ({ lengths, causes, seed }) => {
        // Written in turns, each caused by something before it, so that the causes have no circle.
        const written: Candidate[] = []
        for (let version = 1; version <= 8; version++) {
          for (const [at, length] of lengths.entries()) {
            if (version > length) continue
            const cause = written[(causes[written.length] as number) % Math.max(written.length, 1)]
            written.push(of(`s${at}`, version, version, cause ? { needs: [cause._id] } : {}))
          }
        }
        const arrived = written
          .map((candidate) => ({ candidate, rank: seed.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ candidate }) => candidate)
        const { chosen, waiting } = orderOf(arrived)
        expect(waiting).toEqual([])
        expect(chosen.toSorted()).toEqual(written.map(({ _id }) => _id).toSorted())
        for (const { _id, stream, from, needs = [] } of written) {
          const before = [...needs, ...(from > 1 ? [`${stream}@${from - 1}`] : [])]
          for (const one of before) expect(chosen.indexOf(one)).toBeLessThan(chosen.indexOf(_id))
        }
      }),
    )
  })
})
